import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Finding, useDesk } from "./desk";
import { nameIn } from "./modeler/names";

interface Props {
  findings: Finding[];
  losses: string[];
  onOpen: (node: string) => void;
}

/** What the check says, errors first; each leads to its node. */
export function Findings({ findings, losses, onOpen }: Props) {
  const { t } = useTranslation("bpmn");
  const { registry, language } = useDesk();
  const nameOf = (node: string): string => {
    const part = registry.get(node)?.businessObject;
    return part ? nameIn(part, language) || node : "";
  };
  if (!findings.length && !losses.length) {
    return (
      <div className="bd-fine" role="status">
        <CircleCheck size={28} aria-hidden="true" />
        <strong>{t("findings.none")}</strong>
        <p className="hy-muted">{t("findings.noneHint")}</p>
      </div>
    );
  }
  const sorted = [...findings].sort((a, b) => Number(b.level === "error") - Number(a.level === "error"));
  return (
    <ul className="bd-findings">
      {sorted.map(({ node, code, level, message }, index) => (
        <li key={`${node} ${code} ${index}`}>
          <button type="button" className="hy-plain" onClick={() => onOpen(node)}>
            <span data-tone={level === "error" ? "red" : "orange"} className="hy-toned">
              {level === "error" ? <CircleAlert size={16} /> : <TriangleAlert size={16} />}
              <span className="hy-sr">{t(`level.${level === "error" ? "error" : "warning"}`)}</span>
            </span>
            <span className="bd-said">
              <span>{message}</span>
              <span className="hy-faint hy-ellipsis">{nameOf(node) || t("findings.whole")}</span>
            </span>
          </button>
        </li>
      ))}
      {losses.map((loss) => (
        <li key={loss} className="bd-loss">
          <span data-tone="orange" className="hy-toned">
            <TriangleAlert size={16} />
          </span>
          <span className="bd-said">
            <span>{t("findings.loss")}</span>
            <span className="hy-faint">{loss}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
