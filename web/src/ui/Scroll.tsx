import type { ReactNode } from "react";

/** A wide table's own window: it scrolls sideways by touch, wheel and keyboard. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard (WCAG 2.1.1)
    <section className="hy-scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
