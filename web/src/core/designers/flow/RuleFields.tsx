import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Reach, Rule } from "@/api/flow";
import { OptionSelect } from "@/core/resource/inputs/OptionSelect";
import { CodeSelect } from "./CodeSelect";
import { useFlow } from "./context";
import { useTarget } from "./directory";
import { pathsOf } from "./fields";
import { earlier } from "./model";
import { Labelled, NumberInput, Pick, Toggle } from "./parts";
import { say } from "./texts";
import type { FullRule } from "./usual";

export interface RuleProps {
  rule: FullRule;
  /** The step that the rule is of. */
  within?: string;
  set: (change: Partial<Rule>, about?: string) => void;
}

/** What a rule needs to know besides its kind. */
export function RuleFields(props: RuleProps) {
  const { t } = useTranslation("flow");
  const { rule, set } = props;
  switch (rule.kind) {
    case "person":
      return <People label={t("people")} {...props} />;
    case "role":
    case "post":
      return (
        <div className="fl-two">
          <Code kind={rule.kind} {...props} />
          <ReachPick {...props} />
        </div>
      );
    case "group":
    case "matrix":
      return <Code kind={rule.kind} {...props} />;
    case "manager":
      return (
        <NumberInput label={t("level")} value={rule.level} max={20} onChange={(level) => set({ level }, "level")} />
      );
    case "managers":
      return <Managers {...props} />;
    case "department_head":
      return <Head {...props} />;
    case "department":
      return <Department {...props} />;
    case "choice":
    case "next":
      return <Chosen {...props} />;
    case "form_person":
      return <FromForm types={["person"]} {...props} />;
    case "form_department_head":
      return <FromForm types={["department"]} {...props} />;
    case "handler":
      return <Handler {...props} />;
    case "expression":
      return (
        <Input.TextArea
          className="fl-code"
          aria-label={t("expression")}
          placeholder={t("expressionHint")}
          autoSize={{ minRows: 2, maxRows: 8 }}
          value={rule.text}
          onChange={(event) => set({ text: event.target.value }, "text")}
        />
      );
    default:
      return null;
  }
}

function People({ label, rule, set }: RuleProps & { label: string }) {
  const target = useTarget();
  return (
    <OptionSelect
      multiple
      target={target("org.employee")}
      placeholder={label}
      style={{ width: "100%" }}
      value={rule.people}
      onChange={(next) => set({ people: Array.isArray(next) ? next : [] })}
    />
  );
}

function Code({ kind, rule, set }: RuleProps & { kind: "role" | "post" | "group" | "matrix" }) {
  const { t } = useTranslation("flow");
  const label = t(`kind.${kind}`);
  return (
    <Labelled label={label}>
      <CodeSelect kind={kind} label={label} value={rule.name} onChange={(name) => set({ name })} />
    </Labelled>
  );
}

const REACHES: Reach[] = ["company", "department", "department_and_above", "group"];

function ReachPick({ rule, set }: RuleProps) {
  const { t } = useTranslation("flow");
  return (
    <Pick
      label={t("reachOf")}
      value={rule.reach}
      options={REACHES.map((value) => ({ value, label: t(`reach.${value}`) }))}
      onChange={(reach) => set({ reach })}
    />
  );
}

const AMOUNTS = ["number", "money", "percent", "duration"];
const LIMIT = /^\d{1,18}(\.\d{1,6})?$/;

/** Up to a level, to a role, or to the first whose limit covers an amount of the form. */
function Managers({ rule, set }: RuleProps) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  const amounts = pathsOf(words.fields, AMOUNTS, words.language, "");
  return (
    <>
      <div className="fl-two">
        <NumberInput label={t("upTo")} value={rule.level} max={20} onChange={(level) => set({ level }, "level")} />
        <Labelled label={t("until")}>
          <CodeSelect kind="role" label={t("untilHint")} value={rule.until} onChange={(until) => set({ until })} />
        </Labelled>
      </div>
      <Labelled label={t("limitField")}>
        <Select
          allowClear
          aria-label={t("limitField")}
          placeholder={t("limitFieldHint")}
          value={rule.path || null}
          options={amounts.map((one) => ({ value: one.path, label: one.label }))}
          onChange={(path: string | undefined) => set(path ? { path } : { path: "", limits: [] })}
        />
      </Labelled>
      {rule.path ? (
        <Labelled label={t("limits")} hint={t("limitsHint")}>
          <Select
            mode="tags"
            open={false}
            aria-label={t("limits")}
            value={rule.limits}
            tokenSeparators={[" ", ";", "；"]}
            onChange={(limits: string[]) => set({ limits: limits.filter((one) => LIMIT.test(one)) })}
          />
        </Labelled>
      ) : null}
    </>
  );
}

function Head({ rule, set }: RuleProps) {
  const { t } = useTranslation("flow");
  return (
    <>
      <NumberInput label={t("headLevel")} value={rule.level} max={20} onChange={(level) => set({ level }, "level")} />
      <Toggle label={t("fromTop")} value={rule.down} onChange={(down) => set({ down, shift: false })} />
      {rule.down ? null : (
        <Toggle label={t("shift")} hint={t("shiftHint")} value={rule.shift} onChange={(shift) => set({ shift })} />
      )}
    </>
  );
}

function Department({ rule, set }: RuleProps) {
  const { t } = useTranslation("flow");
  const target = useTarget();
  return (
    <OptionSelect
      target={target("org.department")}
      placeholder={t("ownDepartment")}
      value={Number(rule.name) || null}
      onChange={(next) => set({ name: typeof next === "number" ? String(next) : "" })}
    />
  );
}

function Chosen(props: RuleProps) {
  const { t } = useTranslation("flow");
  const { rule, set } = props;
  return (
    <>
      <div className="fl-two">
        <NumberInput
          label={t("least")}
          value={rule.least}
          max={50}
          onChange={(least) => set({ least, most: Math.max(least, rule.most) }, "least")}
        />
        <NumberInput
          label={t("most")}
          value={rule.most}
          max={50}
          onChange={(most) => set({ most, least: Math.min(most, rule.least) }, "most")}
        />
        <Labelled label={t("amongRole")}>
          <CodeSelect kind="role" label={t("everybody")} value={rule.name} onChange={(name) => set({ name })} />
        </Labelled>
        <ReachPick {...props} />
      </div>
      {rule.kind === "choice" ? (
        <Labelled label={t("preset")} hint={t("presetHint")}>
          <People label={t("preset")} {...props} />
        </Labelled>
      ) : null}
    </>
  );
}

function FromForm({ types, rule, set }: RuleProps & { types: string[] }) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  const known = pathsOf(words.fields, types, words.language);
  const options = known.map((one) => ({ value: one.path, label: one.label }));
  const foreign = rule.path && !known.some((one) => one.path === rule.path);
  return (
    <>
      <Select
        aria-label={t("formField")}
        placeholder={t("formField")}
        notFoundContent={t(`none.${types[0]}`)}
        value={rule.path || null}
        options={foreign ? [...options, { value: rule.path, label: rule.path }] : options}
        onChange={(path: string) => set({ path })}
      />
      {rule.kind === "form_department_head" ? (
        <NumberInput label={t("headLevel")} value={rule.level} max={20} onChange={(level) => set({ level }, "level")} />
      ) : null}
    </>
  );
}

function Handler({ rule, within, set }: RuleProps) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  const steps = earlier(words.tree, within ?? "").filter((one) => one.type === "approve" || one.type === "handle");
  return (
    <Select
      aria-label={t("earlierStep")}
      placeholder={t("earlierStep")}
      notFoundContent={t("none.step")}
      value={rule.name || null}
      options={steps.map((one) => ({ value: one.id, label: say(one.name, words.language) || one.id }))}
      onChange={(name: string) => set({ name })}
    />
  );
}
