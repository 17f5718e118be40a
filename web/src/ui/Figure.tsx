import type { ReactNode } from "react";

/** A strip of labelled values at the head of a record. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <dl className="hy-figures" style={{ margin: 0 }}>
      {children}
    </dl>
  );
}

export function Figure({ label, big, children }: { label: ReactNode; big?: boolean; children: ReactNode }) {
  return (
    <div className="hy-figure">
      <dt>{label}</dt>
      <dd className={big ? "big" : undefined}>{children}</dd>
    </div>
  );
}
