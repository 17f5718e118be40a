import type { ReactNode } from "react";

interface Props {
  title?: ReactNode;
  extra?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, extra, flush, children }: Props) {
  return (
    <section className="hy-panel">
      {title || extra ? (
        <header className="hy-panel-head">
          <h2 className="hy-ellipsis">{title}</h2>
          {extra}
        </header>
      ) : null}
      <div className="hy-panel-body" style={flush ? { padding: 0 } : undefined}>
        {children}
      </div>
    </section>
  );
}
