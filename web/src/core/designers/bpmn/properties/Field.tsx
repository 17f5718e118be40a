import { AutoComplete, Checkbox, InputNumber, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { OptionSelect } from "@/core/resource/inputs/OptionSelect";
import { useDesk } from "../desk";
import { fileOf, type Part } from "../modeler/parts";
import { CodeSelect } from "./CodeSelect";
import { Duration } from "./Duration";
import type { Row } from "./rows";
import { Typed } from "./Typed";

const PEOPLE = { key: "org.employee", path: "/api/v1/org/employees" };
const USUAL_ACTS = [
  "approve",
  "reject",
  "return",
  "transfer",
  "cc",
  "comment",
  "add",
  "delegate",
  "consult",
  "take_back",
];
const ACTS = [...USUAL_ACTS, "abstain"];

interface Props {
  row: Row;
  value: string;
  onChange: (value: string) => void;
}

/** One property: its word, and the control that its kind asks for. */
export function Field({ row, value, onChange }: Props) {
  const { t } = useTranslation("bpmn");
  const { editing } = useDesk();
  const label = t(`row.${row.name}`);
  if (row.kind === "switch") {
    return (
      <div className="bd-switch">
        <span>{label}</span>
        <Switch
          size="small"
          aria-label={label}
          checked={value === "true"}
          disabled={!editing}
          onChange={(on) => onChange(String(on))}
        />
      </div>
    );
  }
  return (
    <div className="bd-field" data-kind={row.kind}>
      <span className="bd-word">{label}</span>
      <Control row={row} value={value} label={label} disabled={!editing} onChange={onChange} />
      {row.hint ? <span className="hy-faint">{t(`hint.${row.name}`)}</span> : null}
    </div>
  );
}

function Control({ row, label, ...given }: Props & { label: string; disabled: boolean }) {
  const { t } = useTranslation("bpmn");
  const { value, disabled, onChange } = given;
  switch (row.kind) {
    case "choice":
      return (
        <Select
          aria-label={label}
          {...given}
          options={row.choices?.map((one) => ({ value: one, label: t(`option.${row.name}.${one || "usual"}`) }))}
        />
      );
    case "number":
      return (
        <InputNumber
          aria-label={label}
          min={0}
          precision={0}
          changeOnBlur
          disabled={disabled}
          value={value === "" ? null : Number(value)}
          onChange={(next) => onChange(next === null ? "" : String(next))}
        />
      );
    case "duration":
      return <Duration label={label} {...given} />;
    case "code":
      return <CodeSelect label={label} lookup={row.lookup!} {...given} />;
    case "named":
      return <Named row={row} label={label} {...given} />;
    case "people":
      return (
        <OptionSelect
          multiple
          target={PEOPLE}
          placeholder={label}
          disabled={disabled}
          value={value
            .split(/[\s,]+/)
            .filter(Boolean)
            .map(Number)}
          onChange={(ids) => onChange((ids as number[]).join(" "))}
        />
      );
    case "acts":
      return (
        <Checkbox.Group
          className="bd-acts"
          disabled={disabled}
          value={value ? value.split(/\s+/) : USUAL_ACTS}
          options={ACTS.map((act) => ({ value: act, label: t(`act.${act}`), disabled: act === "approve" }))}
          onChange={(chosen) => {
            const acts = ACTS.filter((act) => act === "approve" || chosen.includes(act));
            onChange(acts.join(" ") === USUAL_ACTS.join(" ") ? "" : acts.join(" "));
          }}
        />
      );
    default:
      return <Typed label={label} code={row.kind !== "text"} {...given} />;
  }
}

/** The name of a message, signal or code: one that the file knows, or a new one. */
function Named({ row, label, value, disabled, onChange }: Props & { label: string; disabled: boolean }) {
  const { part } = useDesk();
  const { refers, by } = row.store as { refers: string; by: string };
  const roots = fileOf(part).get<Part[] | undefined>("rootElements") ?? [];
  const known = roots.filter((one) => one.$type === refers).flatMap((one) => one.get(by) ?? []);
  return (
    <AutoComplete
      key={value}
      defaultValue={value}
      disabled={disabled}
      aria-label={label}
      options={[...new Set(known)].map((one) => ({ value: one }))}
      onSelect={(next: string) => next !== value && onChange(next)}
      onBlur={(event) => {
        const next = (event.target as HTMLInputElement).value.trim();
        if (next !== value) onChange(next);
      }}
    />
  );
}
