import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { byCategory } from "./categories";

interface Props<T> {
  rows: T[];
  keyOf: (row: T) => string | number;
  children: (row: T) => ReactNode;
}

/** Cards under the headings of what they are about. */
export function Grouped<T extends { category: string }>({ rows, keyOf, children }: Props<T>) {
  const { t } = useTranslation("designers");
  return byCategory(rows).map(([category, inside]) => (
    <section key={category} className="fm-group">
      <h2>{t(`category.${category || "other"}`, { defaultValue: category })}</h2>
      <ul className="fm-cards">
        {inside.map((row) => (
          <li key={keyOf(row)}>{children(row)}</li>
        ))}
      </ul>
    </section>
  ));
}
