import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import "./pop.css";

interface Props {
  label: string;
  /** The trigger shows words of its own, which then are its name. */
  named?: boolean;
  className?: string;
  trigger: ReactNode;
  /** A menu walks by arrow keys; a dialog holds controls. */
  role: "menu" | "dialog";
  children: (close: () => void) => ReactNode;
}

/** A light panel below its button for the frame, which has to load fast; pages use antd's own. */
export function Pop({ label, named, className, trigger, role, children }: Props) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    box.current?.querySelector<HTMLElement>(".pop [role=menuitem], .pop button")?.focus();
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      close();
    }
    if (role !== "menu" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const items = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length]?.focus();
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys bubble here from the button and the panel
    <div ref={box} className="pop-box" onKeyDown={onKey}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={named ? undefined : label}
        title={label}
        aria-haspopup={role}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {trigger}
      </button>
      {open ? (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a label
        <div id={id} className="pop" role={role} aria-label={label}>
          {children(close)}
        </div>
      ) : null}
    </div>
  );
}

interface ItemProps {
  icon?: ReactNode;
  current?: boolean;
  onClick: () => void;
  children: ReactNode;
}

export function PopItem({ icon, current, onClick, children }: ItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className="pop-item hy-touch"
      aria-current={current ? "true" : undefined}
      onClick={onClick}
    >
      {icon}
      {children}
    </button>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** A row of exclusive choices. */
export function Choices<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <fieldset className="pop-choices">
      <legend>{label}</legend>
      <div>
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            aria-pressed={option.value === value}
            onClick={() => onChange(option.value)}
          >
            {option.label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
