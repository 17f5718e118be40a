import { named, type Ref, split } from "./design";
import { renameColumn, renameField } from "./expressions";
import { withSections } from "./layout";
import { type Design, type Field, isFieldItem } from "./types";

const EXPRESSIONS = ["visible", "needed", "locked", "formula"] as const;

function withExpressions(field: Field, change: (text: string) => string): Field {
  const next = { ...field };
  for (const key of EXPRESSIONS) if (next[key]) next[key] = change(next[key]);
  return next;
}

/** The new name everywhere: fields, layout, lists, rules and the expressions that use it. */
export function rename(design: Design, ref: Ref, to: string): Design {
  const [owner, from] = split(ref);
  return owner ? renamedColumn(design, owner, from, to) : renamedField(design, from, to);
}

function renamedField(design: Design, from: string, to: string): Design {
  const swap = (name: string) => (name === from ? to : name);
  const text = (expression: string) => renameField(expression, from, to);
  const inLines = (columns: Field[]) => {
    const shadowed = named(columns).includes(from);
    const seen = (expression: string) => renameField(expression, from, to, shadowed);
    return columns.map((c) => withExpressions(c.from === from && !shadowed ? { ...c, from: to } : c, seen));
  };
  const field = (old: Field): Field => {
    const next = withExpressions({ ...old, name: swap(old.name) }, text);
    if (next.from) next.from = swap(next.from);
    return next.fields ? { ...next, fields: inLines(next.fields) } : next;
  };
  return {
    fields: design.fields.map(field),
    layout: withSections(design.layout, (section) => ({
      ...section,
      ...(section.visible ? { visible: text(section.visible) } : {}),
      items: section.items.map((item) => (isFieldItem(item) ? { ...item, field: swap(item.field) } : item)),
    })),
    list: design.list.map(swap),
    filters: design.filters.map(swap),
    summary: design.summary.map(swap),
    rules: design.rules.map((rule) => ({
      ...rule,
      check: text(rule.check),
      ...(rule.field ? { field: swap(rule.field) } : {}),
    })),
  };
}

function renamedColumn(design: Design, lines: string, from: string, to: string): Design {
  const swap = (name: string) => (name === from ? to : name);
  const outside = (expression: string) => renameColumn(expression, lines, from, to);
  const inside = (expression: string) => renameField(outside(expression), from, to);
  const column = (old: Field): Field => {
    const next = withExpressions({ ...old, name: swap(old.name) }, inside);
    return next.from ? { ...next, from: swap(next.from) } : next;
  };
  const field = (old: Field): Field => {
    const next = withExpressions(old, outside);
    if (old.name === lines)
      return { ...next, fields: next.fields?.map(column), ...(next.sums ? { sums: next.sums.map(swap) } : {}) };
    return next.fields ? { ...next, fields: next.fields.map((c) => withExpressions(c, outside)) } : next;
  };
  return {
    ...design,
    fields: design.fields.map(field),
    layout: withSections(design.layout, (section) =>
      section.visible ? { ...section, visible: outside(section.visible) } : section,
    ),
    rules: design.rules.map((rule) => ({ ...rule, check: outside(rule.check) })),
  };
}
