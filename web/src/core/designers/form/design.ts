/** What can be done to a design. Every function answers a new one and leaves the old as it was. */
import {
  addItem,
  arranged,
  blockAt,
  inserted,
  lastPlace,
  type Place,
  placeOf,
  sectionsOf,
  slotOf,
  withBlock,
  withBlocks,
  without,
  withSections,
} from "./layout";
import {
  type Block,
  type Design,
  FIELD_TYPES,
  type Field,
  type FieldType,
  type Item,
  isFieldItem,
  NAME,
  type Section,
  type Texts,
} from "./types";

export const blankDesign = (): Design => arranged({});

/** A field's address: its name, or the names of its lines and of itself ("items.price"). */
export type Ref = string;

export const split = (ref: Ref): [string | null, string] => {
  const [first = "", second] = ref.split(".");
  return second === undefined ? [null, first] : [first, second];
};

export const ownerOf = (ref: Ref): string | null => split(ref)[0];
export const nameOf = (ref: Ref): string => split(ref)[1];
export const refOf = (owner: string | null, name: string): Ref => (owner ? `${owner}.${name}` : name);

/** The fields beside the one that is meant, itself among them. */
export function siblings(design: Design, owner: string | null): Field[] {
  return owner ? (design.fields.find((field) => field.name === owner)?.fields ?? []) : design.fields;
}

export const find = (design: Design, ref: Ref): Field | undefined => {
  const [owner, name] = split(ref);
  return siblings(design, owner).find((field) => field.name === name);
};

/** The path by which findings speak of a field. */
export function pathOfField(design: Design, ref: Ref): string {
  const [owner, name] = split(ref);
  const index = siblings(design, owner).findIndex((field) => field.name === name);
  return owner ? `${pathOfField(design, owner)}.fields.${index}` : `fields.${index}`;
}

export function uniqueName(base: string, taken: Iterable<string>): string {
  const known = new Set(taken);
  const plain = NAME.test(base) ? base : "field";
  if (!known.has(plain)) return plain;
  const stem = plain.replace(/_\d+$/, "").slice(0, 35);
  let number = 2;
  while (known.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

export const named = (fields: Field[]) => fields.map((field) => field.name);

/** A field as it comes out of the palette. Its name ends in a number, so that none is the name of a function. */
export function newField(type: FieldType, taken: Iterable<string>, label: Texts, option: (n: number) => Texts): Field {
  const field: Field = {
    name: uniqueName(`${type}_1`, taken),
    type,
    label,
    ...structuredClone(FIELD_TYPES[type].options),
  };
  const samples = [1, 2, 3].map((n) => ({ value: `option_${n}`, label: option(n) }));
  if (type === "choice" || type === "multichoice") field.choices = samples;
  if (type === "cascade") field.tree = samples;
  return field;
}

/** At a place, or at the end of the section that one works in. */
export function addField(design: Design, field: Field, place?: Place, near?: string): Design {
  const [room, end] = place ? [design, place] : lastPlace(design, near);
  return addItem({ ...room, fields: [...room.fields, field] }, { field: field.name }, end);
}

const withFields = (design: Design, owner: string | null, change: (fields: Field[]) => Field[]): Design => ({
  ...design,
  fields: owner
    ? design.fields.map((field) => (field.name === owner ? { ...field, fields: change(field.fields ?? []) } : field))
    : change(design.fields),
});

export const addColumn = (design: Design, lines: string, field: Field, index?: number): Design =>
  withFields(design, lines, (fields) => inserted(fields, index ?? fields.length, field));

export function moveColumn(design: Design, lines: string, from: number, to: number): Design {
  return withFields(design, lines, (fields) => {
    const column = fields[from];
    return column ? inserted(without(fields, from), from < to ? to - 1 : to, column) : fields;
  });
}

/** A field of the form becomes a column of lines. Answers the design and the new address. */
export function enterLines(design: Design, name: string, lines: string, index: number): [Design, Ref] {
  const field = find(design, name);
  if (!field || FIELD_TYPES[field.type].alone || name === lines) return [design, name];
  const column = { ...field, name: uniqueName(name, named(siblings(design, lines))) };
  return [addColumn(removeField(design, name), lines, column, index), refOf(lines, column.name)];
}

/** A column becomes a field of the form. The place is one of before. */
export function leaveLines(design: Design, ref: Ref, place: Place): [Design, Ref] {
  const column = find(design, ref);
  if (!column) return [design, ref];
  const field = { ...column, name: uniqueName(column.name, named(design.fields)) };
  return [addField(removeField(design, ref), field, place), field.name];
}

export function changeField(design: Design, ref: Ref, part: Partial<Field>): Design {
  const [owner, name] = split(ref);
  return withFields(design, owner, (fields) =>
    fields.map((field) => (field.name === name ? pruned({ ...field, ...part }) : field)),
  );
}

/** What was emptied is not kept. */
function pruned(field: Field): Field {
  const hollow = (value: object) => !Array.isArray(value) && Object.keys(value).length === 0;
  const blank = (value: unknown) =>
    value === undefined ||
    value === "" ||
    value === null ||
    value === false ||
    (typeof value === "object" && hollow(value));
  const kept = Object.entries(field).filter(([key, value]) => key === "label" || !blank(value));
  return Object.fromEntries(kept) as unknown as Field;
}

/** Out of the form, and out of everything that names it but expressions, which the check complains of. */
export function removeField(design: Design, ref: Ref): Design {
  const [owner, name] = split(ref);
  const left = withFields(design, owner, (fields) => fields.filter((field) => field.name !== name));
  if (owner) return withFields(left, null, (fields) => fields.map((f) => (f.name === owner ? unsummed(f, name) : f)));
  const others = (names: string[]) => names.filter((one) => one !== name);
  return {
    ...left,
    layout: withSections(left.layout, (section) => ({
      ...section,
      items: section.items.filter((item) => !isFieldItem(item) || item.field !== name),
    })),
    list: others(left.list),
    filters: others(left.filters),
    summary: others(left.summary),
    rules: left.rules.map((rule) => (rule.field === name ? { ...rule, field: undefined } : rule)),
  };
}

const unsummed = (field: Field, name: string): Field =>
  field.sums ? { ...field, sums: field.sums.filter((one) => one !== name) } : field;

/** A second field like the first, right behind it, under a new name. Answers the design and the new address. */
export function copyField(design: Design, ref: Ref): [Design, Ref] {
  const [owner, name] = split(ref);
  const beside = siblings(design, owner);
  const index = beside.findIndex((field) => field.name === name);
  const copy = { ...structuredClone(beside[index]!), name: uniqueName(name, named(beside)) };
  const grown = withFields(design, owner, (fields) => inserted(fields, index + 1, copy));
  const place = owner ? undefined : placeOf(design, name);
  if (!place) return [grown, refOf(owner, copy.name)];
  const block = blockAt(design.layout, place.block) as Section;
  const item = { ...block.items[place.index]!, field: copy.name };
  return [addItem(grown, item, { ...place, index: place.index + 1 }), copy.name];
}

/** The names of the fields that stand in a block. */
export function fieldsIn(block: Block): string[] {
  return sectionsOf([block]).flatMap(({ section }) => section.items.filter(isFieldItem).map((item) => item.field));
}

/** A second block behind the first, with its own fields. Answers the design and the new path. */
export function copyBlock(design: Design, path: string): [Design, string] {
  const block = blockAt(design.layout, path)!;
  const fields = [...design.fields];
  const twin = (item: Item): Item => {
    const source = isFieldItem(item) ? design.fields.find((field) => field.name === item.field) : undefined;
    if (!source) return structuredClone(item);
    const copy = { ...structuredClone(source), name: uniqueName(source.name, named(fields)) };
    fields.push(copy);
    return { ...item, field: copy.name };
  };
  const [copy] = withSections([block], (section) => ({ ...section, items: section.items.map(twin) }));
  const { parent, index } = slotOf(path);
  const layout = withBlocks(design.layout, parent, (blocks) => inserted(blocks, index + 1, copy!));
  return [{ ...design, fields, layout }, parent ? `${parent}.${index + 1}` : `${index + 1}`];
}

/** The block with the fields in it. */
export function removeBlock(design: Design, path: string): Design {
  const block = blockAt(design.layout, path);
  if (!block) return design;
  const left = fieldsIn(block).reduce(removeField, design);
  return { ...left, layout: withBlock(left.layout, path, () => null) };
}

/** One step up or down; over the edge of its section into the next one. */
export function nudge(design: Design, place: Place, step: 1 | -1): Place | null {
  const sections = sectionsOf(design.layout);
  const at = sections.findIndex(({ path }) => path === place.block);
  const count = sections[at]?.section.items.length ?? 0;
  const to = place.index + step;
  if (to >= 0 && to < count) return { block: place.block, index: step > 0 ? to + 1 : to };
  const next = sections[at + step];
  return next ? { block: next.path, index: step > 0 ? 0 : next.section.items.length } : null;
}
