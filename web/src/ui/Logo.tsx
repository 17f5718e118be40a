/** Our mark: a roof, one line, a house below: 合 and 一 in one sign. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" role="img" aria-label="Heyi 合一">
      <rect width="32" height="32" rx="8" fill="var(--hy-accent)" />
      <g fill="none" stroke="var(--hy-on-accent)" strokeLinecap="round" strokeLinejoin="round">
        <path d="M6.6 15.2 16 6.6l9.4 8.6" strokeWidth="2.6" />
        <rect x="10.9" y="20" width="10.2" height="5.8" rx="1.5" strokeWidth="2.4" />
        <path d="M11.4 16.4h9.2" stroke="var(--hy-gold)" strokeWidth="2.6" />
      </g>
    </svg>
  );
}
