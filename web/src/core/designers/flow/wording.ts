/** Rules, votes, times and conditions as sentences. */
import type { TFunction } from "i18next";
import type { Approval, FieldInfo, Rule, RuleKind, TaskStep, Tree } from "@/api/flow";
import type { Names } from "./directory";
import { type Group, isGroup, type Row, read, TODAY } from "./feel";
import { fieldLabel } from "./fields";
import { allSteps } from "./model";
import { BARE, type Operand } from "./operands";
import { readDuration } from "./periods";
import { say } from "./texts";
import { fullApproval, fullRule } from "./usual";

export interface Wording {
  t: TFunction;
  names: Names;
  language: string;
  tree: Tree;
  fields: FieldInfo[];
  operands: Operand[];
}

const listed = (t: TFunction, items: string[]) => items.join(t("flow:comma"));

function within(rule: Rule, { t }: Wording): string {
  const { reach } = fullRule(rule);
  return reach === "company" ? "" : t("flow:within", { reach: t(`flow:reach.${reach}`) });
}

function managers(rule: Rule, { t, names, language, fields }: Wording): string {
  const { level, until, limits, path } = fullRule(rule);
  if (limits.length) return t("flow:says.limits", { field: fieldLabel(fields, path, language) });
  if (until) return t("flow:says.until", { role: names.coded("role", until) });
  return level >= 20 ? t("flow:says.allManagers") : t("flow:says.managers", { level });
}

/** Who a rule finds. */
export function ruleWords(rule: Rule, words: Wording): string {
  const { t, names, language, tree, fields } = words;
  const one = fullRule(rule);
  const lacking = t("flow:says.lacking");
  switch (one.kind) {
    case "person":
      return (
        listed(
          t,
          one.people.map((id) => names.record("org.employee", id)),
        ) || lacking
      );
    case "role":
    case "post":
    case "group":
    case "matrix":
      return (
        t(`flow:says.${one.kind}`, { name: one.name ? names.coded(one.kind, one.name) : lacking }) + within(one, words)
      );
    case "manager":
      return one.level === 1 ? t("flow:says.manager") : t("flow:says.managerOf", { level: one.level });
    case "managers":
      return managers(one, words);
    case "department_head":
      if (one.down) return t("flow:says.headFromTop", { level: one.level });
      return one.level === 1 ? t("flow:says.head") : t("flow:says.headOf", { level: one.level });
    case "department":
      if (!one.name) return t("flow:says.ownDepartment");
      return t("flow:says.department", {
        name: /^\d+$/.test(one.name) ? names.record("org.department", Number(one.name)) : one.name,
      });
    case "choice":
    case "next":
      return t(`flow:says.${one.kind}`) + (one.name ? t("flow:within", { reach: names.coded("role", one.name) }) : "");
    case "form_person":
    case "form_department_head":
      return t(`flow:says.${one.kind}`, { field: fieldLabel(fields, one.path, language) || lacking });
    case "handler": {
      const step = allSteps(tree).find(({ id }) => id === one.name);
      return t("flow:says.handler", { step: step ? say(step.name, language) : one.name || lacking });
    }
    default:
      return t(`flow:kind.${one.kind}`);
  }
}

export const peopleWords = (approval: Approval, words: Wording): string =>
  (approval.rules ?? []).map((rule) => ruleWords(rule, words)).join(" + ");

const SINGLE: ReadonlySet<RuleKind> = new Set(["manager", "department_head", "initiator"]);

/** Whether the rules can find several people, so that it matters how they decide together. */
function isOfSeveral({ rules, mode }: ReturnType<typeof fullApproval>): boolean {
  const [only] = rules;
  if (mode !== "all" || rules.length > 1) return true;
  if (!only || SINGLE.has(only.kind)) return false;
  if (only.kind === "person") return (only.people?.length ?? 0) > 1;
  return only.kind === "choice" || only.kind === "next" ? (only.most ?? 1) > 1 : true;
}

function durationWords(text: string, t: TFunction): string {
  const found = readDuration(text);
  return found ? t(`flow:duration.${found.unit}`, { number: found.number }) : text;
}

/** The small marks of a card: how people decide together, how long it may take, whether it is signed. */
export function taskMarks({ type, approval }: TaskStep, t: TFunction): string[] {
  const full = fullApproval(approval);
  const vote =
    full.mode === "ratio" ? t("flow:says.ratio", { threshold: full.threshold }) : t(`flow:mode.${full.mode}`);
  return [
    full.claim ? t("flow:mark.claim") : type === "approve" && isOfSeveral(full) ? vote : "",
    full.due ? durationWords(full.due, t) : "",
    full.signature ? t("flow:mark.signature") : "",
    full.copies.length ? t("flow:mark.copies") : "",
    full.blind ? t("flow:mark.blind") : "",
  ].filter(Boolean);
}

function valueWords(value: string, operand: Operand, { t, names }: Wording): string {
  if (operand.resource) return names.record(operand.resource, Number(value));
  if (value === TODAY) return t("flow:today");
  return (
    operand.choices?.find((one) => one.value === value)?.label ?? (operand.kind === "time" ? value.slice(0, 5) : value)
  );
}

function rowWords({ operand: name, operator, values }: Row, words: Wording): string {
  const { t, operands } = words;
  const operand = operands.find((one) => one.expression === name);
  if (!operand) return name;
  const said = t(`flow:operator.${operator}`);
  if (BARE.has(operator)) return `${operand.label} ${said}`;
  const told = values.map((one) => valueWords(one, operand, words));
  return `${operand.label} ${said} ${operator === "between" ? told.join(" – ") : listed(t, told)}`;
}

function groupWords(group: Group, words: Wording): string {
  const parts = group.parts.map((part) => {
    if (!isGroup(part)) return rowWords(part, words);
    const inner = groupWords(part, words);
    return part.parts.length > 1 ? words.t("flow:brackets", { inner }) : inner;
  });
  return parts.join(` ${words.t(`flow:join.${group.join}`)} `);
}

/** A condition in words, or null when only FEEL can say it. */
export function conditionWords(condition: string, words: Wording): string | null {
  const group = read(condition, words.operands);
  return group ? groupWords(group, words) : null;
}
