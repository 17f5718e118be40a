import type { ReactNode } from "react";

/** Empty is an invitation: what belongs here, and the next step. */
export function Blank({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="hy-empty">
      <svg
        width="88"
        height="56"
        viewBox="0 0 88 56"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        aria-hidden="true"
      >
        <path d="M14 30 44 8l30 22" strokeLinecap="round" strokeLinejoin="round" />
        <path d="M30 33h28" strokeLinecap="round" stroke="var(--hy-gold)" />
        <rect x="26" y="41" width="36" height="11" rx="3" strokeDasharray="4 4" />
      </svg>
      <strong>{title}</strong>
      {hint ? <p>{hint}</p> : null}
      {action ? <div style={{ marginTop: 8 }}>{action}</div> : null}
    </div>
  );
}

const WIDTHS = ["38%", "92%", "76%", "84%", "55%", "88%", "64%", "80%"];

export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className="hy-skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => (
        <i key={i} style={{ width: WIDTHS[i % WIDTHS.length] }} />
      ))}
    </div>
  );
}
