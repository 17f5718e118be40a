import { FileCheck2, HandCoins, ReceiptText, Truck } from "lucide-react";
import type { Entry, Resource } from "@/api/types";
import { axes } from "../order-fields";

const ICONS = [FileCheck2, Truck, ReceiptText, HandCoins];
const SHARE: Record<string, number> = {
  none: 0,
  part: 50,
  partial: 50,
  partly: 50,
  full: 100,
  over: 100,
  approved: 100,
  closed: 100,
  in_approval: 50,
  running: 50,
  draft: 8,
  cancelled: 100,
};

/** Document, delivery, invoicing, payment: four axes that never hide one another. */
export function Axes({ resource, record }: { resource: Resource; record: Entry }) {
  return (
    <ul className="ax">
      {axes(resource).map((field, index) => {
        const value = String(record[field.name] ?? "");
        const choice = field.choices?.find((c) => c.value === value);
        const Sign = ICONS[index] ?? FileCheck2;
        return (
          <li key={field.name} data-tone={choice?.tone === "void" ? "neutral" : (choice?.tone ?? "neutral")}>
            <Sign size={18} strokeWidth={1.6} aria-hidden="true" className="hy-toned" />
            <span className="hy-grow">
              <span className="hy-faint">{field.label}</span>
              <b data-tone={choice?.tone ?? "neutral"}>{choice?.label ?? value ?? "—"}</b>
              <i aria-hidden="true">
                <u style={{ width: `${SHARE[value] ?? 0}%` }} />
              </i>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
