import { Switch } from "antd";
import { type ReactNode, useId } from "react";
import { findingsAt, useDesigner } from "./context";

interface Props {
  label: string;
  hint?: ReactNode;
  /** Where the check speaks of this property. */
  path?: string;
  beside?: ReactNode;
  children: (id: string) => ReactNode;
}

/** A labelled property with what the check says of it below. */
export function Row({ label, hint, path, beside, children }: Props) {
  const id = useId();
  return (
    <div className="fd-row">
      <div className="hy-row">
        <label htmlFor={id} className="hy-grow">
          {label}
        </label>
        {beside}
      </div>
      {children(id)}
      {hint ? <p className="fd-hint">{hint}</p> : null}
      {path ? <Faults path={path} /> : null}
    </div>
  );
}

export function Faults({ path, below }: { path: string; below?: boolean }) {
  const { findings } = useDesigner();
  return findingsAt(findings, path, below).map((one, index) => (
    <p key={index} className="fd-fault" data-level={one.level} role="alert">
      {one.message}
    </p>
  ));
}

interface ToggleProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Toggle({ label, hint, checked, onChange }: ToggleProps) {
  const id = useId();
  return (
    <div className="fd-toggle">
      <label htmlFor={id}>
        {label}
        {hint ? <span className="fd-hint">{hint}</span> : null}
      </label>
      <Switch id={id} size="small" checked={checked} onChange={onChange} />
    </div>
  );
}

export function Group({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className="fd-props">
      <header className="hy-row">
        <h3 className="hy-grow">{title}</h3>
        {extra}
      </header>
      {children}
    </section>
  );
}
