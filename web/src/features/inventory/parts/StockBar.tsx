import { approximate } from "@/kit/decimal";

/** Promised goods hatched, free goods solid. */
export function StockBar({ hand, held, scale }: { hand: string; held: string; scale: number }) {
  const [all, promised] = [approximate(hand), approximate(held)];
  const share = (value: number) => `${Math.max(0, (value / scale) * 100)}%`;
  return (
    <span className="st-bar" role="img" aria-label={`${held} / ${hand}`}>
      <i className="st-held" style={{ width: share(promised) }} />
      <i className="st-free" style={{ width: share(all - promised) }} />
    </span>
  );
}
