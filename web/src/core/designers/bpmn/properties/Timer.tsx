import { Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk";
import { triggerOf } from "../modeler/parts";
import { Duration } from "./Duration";
import { Field } from "./Field";
import type { Row } from "./rows";
import { Typed } from "./Typed";
import { read, writeIn } from "./values";

const KINDS = ["timeDuration", "timeDate", "timeCycle"] as const;
type Kind = (typeof KINDS)[number];

/** A kind is written by its value, so that each begins with one. */
const begin = (kind: Kind): string => {
  if (kind === "timeDuration") return "PT8H";
  return kind === "timeCycle" ? "R3/PT8H" : dayjs().add(1, "day").format("YYYY-MM-DDT09:00:00Z");
};

const rowOf = (kind: Kind): Row => ({ name: kind, kind: "feel", store: "expression" });
const WORKING: Row = { name: "timerWorking", prop: "heyi:working", kind: "switch", usual: "false" };

/** When a timer goes off: after a time, at a moment, or again and again. */
export function Timer() {
  const { t } = useTranslation("bpmn");
  const { part, editing, apply } = useDesk();
  const timer = triggerOf(part)!;
  const kind = KINDS.find((one) => timer.get<unknown>(one)) ?? "timeDuration";
  const value = read(rowOf(kind), timer);
  const say = (next: Kind, text: string) => {
    if (!editing) return;
    const emptied = Object.fromEntries(KINDS.map((one) => [one, undefined]));
    apply([{ part: timer, values: { ...emptied, ...writeIn(editing, timer, rowOf(next), text).values } }]);
  };
  const given = { label: t(`option.timer.${kind}`), value, disabled: !editing };
  return (
    <>
      <div className="bd-field">
        <span className="bd-word">{t("row.timer")}</span>
        <Select
          aria-label={t("row.timer")}
          value={kind}
          disabled={!editing}
          options={KINDS.map((one) => ({ value: one, label: t(`option.timer.${one}`) }))}
          onChange={(next) => say(next, begin(next))}
        />
      </div>
      <div className="bd-field">
        {kind === "timeDuration" ? (
          <Duration {...given} onChange={(text) => say(kind, text)} />
        ) : (
          <Typed code {...given} onChange={(text) => say(kind, text)} />
        )}
        <span className="hy-faint">{t(`hint.${kind}`)}</span>
      </div>
      {kind === "timeDuration" ? (
        <Field
          row={WORKING}
          value={read(WORKING, timer)}
          onChange={(text) => editing && apply([writeIn(editing, timer, WORKING, text)])}
        />
      ) : null}
    </>
  );
}
