import { approximate } from "@/kit/decimal";

const TONES = ["green", "orange", "orange", "red", "red", "red"];
const DEPTH = [1, 0.55, 1, 0.55, 0.8, 1];

export const bucketStyle = (index: number) => ({ tone: TONES[index] ?? "red", opacity: DEPTH[index] ?? 1 });

/** One debtor's ages in proportion; green is not yet due. */
export function AgeingBar({ values, scale, label }: { values: string[]; scale: number; label: string }) {
  return (
    <span className="ag-bar" role="img" aria-label={label}>
      {values.map((value, index) => {
        const { tone, opacity } = bucketStyle(index);
        const width = scale > 0 ? (approximate(value) / scale) * 100 : 0;
        return width > 0 ? <i key={index} data-tone={tone} style={{ width: `${width}%`, opacity }} /> : null;
      })}
    </span>
  );
}
