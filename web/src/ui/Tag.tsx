import type { ReactNode } from "react";
import type { Tone } from "@/api/types";

/** A status in its colour; the tone means the same everywhere. */
export function Tag({ tone, children }: { tone?: Tone | null; children: ReactNode }) {
  return (
    <span className="hy-tag" data-tone={tone ?? "neutral"}>
      <span className="hy-ellipsis">{children}</span>
    </span>
  );
}
