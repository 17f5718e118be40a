import { Dropdown } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { StepType } from "@/api/flow";
import { useFlow } from "./context";
import type { Place } from "./model";
import { Sign, TONES } from "./signs";

const GROUPS: StepType[][] = [
  ["approve", "handle", "inform"],
  ["choice", "parallel", "inclusive"],
  ["call", "end"],
];

/** The line to the next card, with the button that puts something there. */
export function AddButton({ list, index, last }: Place & { last: boolean }) {
  const { t } = useTranslation("flow");
  const { add, readOnly } = useFlow();
  if (readOnly) return <span className="fl-line" />;
  // Nothing can follow an end, and the main flow ends by itself.
  const offered = GROUPS.map((group) => group.filter((type) => type !== "end" || (last && list)));
  const items = offered.flatMap((group, at) => [
    ...(at ? [{ type: "divider" as const }] : []),
    ...group.map((type) => ({
      key: type,
      icon: (
        <span className="fl-chip" data-tone={TONES[type]}>
          <Sign type={type} />
        </span>
      ),
      label: (
        <span className="fl-offer">
          <b>{t(`type.${type}`)}</b>
          <span className="hy-faint">{t(`about.${type}`)}</span>
        </span>
      ),
    })),
  ]);
  return (
    <span className="fl-line">
      <Dropdown
        trigger={["click"]}
        placement="bottom"
        autoFocus
        destroyOnHidden
        classNames={{ root: "fl-menu" }}
        menu={{ items, onClick: ({ key }) => add({ list, index }, key as StepType) }}
      >
        <button type="button" className="fl-plus" aria-label={t("add")} title={t("add")}>
          <Plus size={15} strokeWidth={2.4} aria-hidden="true" />
        </button>
      </Dropdown>
    </span>
  );
}
