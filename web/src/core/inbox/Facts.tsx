import { useTranslation } from "react-i18next";
import type { Fact } from "@/api/workflow";

/** What an approver should know at this moment, with a mark on what changed since submission. */
export function Facts({ facts }: { facts: Fact[] }) {
  const { t } = useTranslation("inbox");
  return (
    <ul className="fa">
      {facts.map((fact) => (
        <li key={fact.name} data-tone={fact.tone ?? "neutral"}>
          <span className="hy-faint">{fact.label}</span>
          <strong className="hy-toned hy-num">{fact.value}</strong>
          {fact.hint ? <span className="hy-faint">{fact.hint}</span> : null}
          {fact.changed ? <span className="fa-changed">{t("facts.changed", { from: fact.changed.from })}</span> : null}
        </li>
      ))}
    </ul>
  );
}
