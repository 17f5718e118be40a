import { CircleAlert, Zap } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Effect } from "@/api/workflow";
import { Panel } from "@/ui/Panel";

/** What approving will change, tried on the real data: before and after; or what would stand in the way. */
export function Effects({ effects }: { effects: Effect[] }) {
  const { t } = useTranslation("inbox");
  const blocked = effects.some((effect) => effect.blocked);
  return (
    <Panel title={blocked ? t("blocked") : t("effects")}>
      <ul className="cv-effects">
        {effects.map((effect) => (
          <li key={effect.name} data-tone={effect.blocked ? "red" : "gold"}>
            {effect.blocked ? <CircleAlert size={15} aria-hidden="true" /> : <Zap size={15} aria-hidden="true" />}
            <span className="hy-grow">{effect.label}</span>
            {effect.blocked ? null : (
              <span className="hy-num cv-change">
                {effect.before ? <del>{effect.before}</del> : null} <b>{effect.after}</b>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
