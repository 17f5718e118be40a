const TONES = ["primary", "blue", "green", "orange", "neutral", "red"];

/** The last two characters of a Chinese name, the initials of any other. */
export function initials(name: string): string {
  if (/[\u3400-\u9fff]/.test(name)) return name.replace(/[^\u3400-\u9fff]/g, "").slice(-2);
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words[1]?.[0] ?? "")).toUpperCase();
}

function toneOf(name: string): string {
  let hash = 7;
  for (const c of name) hash = (hash * 31 + (c.codePointAt(0) ?? 0)) >>> 0;
  return TONES[hash % 5]!;
}

export function Avatar({ name, size = 24 }: { name: string; size?: number }) {
  return (
    <span
      className="hy-avatar"
      data-tone={toneOf(name)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.38) }}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}

export function Person({ name, hint }: { name: string; hint?: string | null }) {
  return (
    <span className="hy-row" style={{ gap: 6, display: "inline-flex", maxWidth: "100%", verticalAlign: "middle" }}>
      <Avatar name={name} size={20} />
      <span className="hy-ellipsis">{name}</span>
      {hint ? <span className="hy-faint hy-ellipsis">{hint}</span> : null}
    </span>
  );
}
