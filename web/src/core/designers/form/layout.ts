/**
 * Where things stand. A block is addressed by its path: "2" is the third of the form, "2.0.1" the second block of the
 * first tab of that one. A parent is the path of a list of blocks: "" is the form itself, "2.0" a tab.
 */
import { type Block, type Design, type Item, isFieldItem, type Section } from "./types";

/** A place among the items of a section. */
export interface Place {
  block: string;
  index: number;
}
/** A place among blocks. */
export interface Slot {
  parent: string;
  index: number;
}

export const pathOf = (parent: string, index: number): string => (parent ? `${parent}.${index}` : `${index}`);
export const slotOf = (path: string): Slot => {
  const steps = path.split(".");
  return { index: Number(steps.pop()), parent: steps.join(".") };
};

/** The path by which findings speak of a block. */
export function findingPath(path: string): string {
  const [at, tab, inner] = path.split(".");
  return tab === undefined ? `layout.${at}` : `layout.${at}.tabs.${tab}.blocks.${inner}`;
}

/** The blocks of a list changed by a function; everything around it is kept. */
export function withBlocks(layout: Block[], parent: string, change: (blocks: Block[]) => Block[]): Block[] {
  if (!parent) return change(layout);
  const [at, tab] = parent.split(".").map(Number);
  return layout.map((block, index) =>
    index === at && block.type === "tabs"
      ? {
          ...block,
          tabs: block.tabs.map((one, i) => (i === tab ? { ...one, blocks: change(one.blocks) as Section[] } : one)),
        }
      : block,
  );
}

/** One block changed, or taken out where the function answers null. */
export function withBlock(layout: Block[], path: string, change: (block: Block) => Block | null): Block[] {
  const { parent, index } = slotOf(path);
  return withBlocks(layout, parent, (blocks) => blocks.flatMap((one, i) => (i === index ? (change(one) ?? []) : one)));
}

export function blockAt(layout: Block[], path: string): Block | undefined {
  const [at, tab, inner] = path.split(".").map(Number);
  const block = layout[at!];
  if (tab === undefined) return block;
  return block?.type === "tabs" ? block.tabs[tab]?.blocks[inner!] : undefined;
}

/** Every section with its path, in reading order. */
export function sectionsOf(layout: Block[]): { path: string; section: Section }[] {
  return layout.flatMap((block, at) =>
    block.type === "section"
      ? [{ path: `${at}`, section: block }]
      : block.tabs.flatMap((tab, t) => tab.blocks.map((section, i) => ({ path: `${at}.${t}.${i}`, section }))),
  );
}

/** The sections changed by a function, wherever they stand. */
export function withSections(layout: Block[], change: (section: Section) => Section): Block[] {
  return layout.map((block) =>
    block.type === "section"
      ? change(block)
      : { ...block, tabs: block.tabs.map((tab) => ({ ...tab, blocks: tab.blocks.map(change) })) },
  );
}

export const withItems = (layout: Block[], path: string, change: (items: Item[]) => Item[]): Block[] =>
  withBlock(layout, path, (block) => (block.type === "section" ? { ...block, items: change(block.items) } : block));

export const inserted = <T>(list: T[], index: number, one: T): T[] => [
  ...list.slice(0, index),
  one,
  ...list.slice(index),
];
export const without = <T>(list: T[], index: number): T[] => list.filter((_, i) => i !== index);

/** A path after a block was put in at the slot: what stands behind it moves on by one. */
export function shifted(path: string, slot: Slot): string {
  const steps = path.split(".");
  const depth = slot.parent ? 2 : 0;
  if (depth && !path.startsWith(`${slot.parent}.`)) return path;
  if (Number(steps[depth]) >= slot.index) steps[depth] = String(Number(steps[depth]) + 1);
  return steps.join(".");
}

export const blankSection = (columns: 1 | 2 | 3 = 1): Section => ({ type: "section", columns, items: [] });

/** The design with every part there, each field placed once, and those without a place in a last section. */
export function arranged(design: Partial<Design>): Design {
  const fields = design.fields ?? [];
  const left = new Set(fields.map((field) => field.name));
  const once = (item: Item) => !isFieldItem(item) || left.delete(item.field);
  const layout = withSections(design.layout ?? [], (section) => ({
    ...section,
    columns: section.columns ?? 1,
    items: (section.items ?? []).filter(once),
  }));
  const rest: Item[] = [...left].map((field) => ({ field }));
  return {
    ...design,
    fields,
    layout: rest.length ? [...layout, { ...blankSection(), items: rest }] : layout,
    list: design.list ?? [],
    filters: design.filters ?? [],
    summary: design.summary ?? [],
    rules: design.rules ?? [],
  };
}

/** Where a field stands. */
export function placeOf(design: Design, name: string): Place | undefined {
  for (const { path, section } of sectionsOf(design.layout)) {
    const index = section.items.findIndex((item) => isFieldItem(item) && item.field === name);
    if (index >= 0) return { block: path, index };
  }
  return undefined;
}

/** The index of what was moved, once it lies there. */
export const landed = (from: Place, to: Place): Place =>
  from.block === to.block && from.index < to.index ? { ...to, index: to.index - 1 } : to;

export function moveItem(design: Design, from: Place, to: Place): Design {
  const source = blockAt(design.layout, from.block);
  const item = source?.type === "section" ? source.items[from.index] : undefined;
  if (!item || blockAt(design.layout, to.block)?.type !== "section") return design;
  const behind = from.block === to.block && from.index >= to.index ? from.index + 1 : from.index;
  const put = withItems(design.layout, to.block, (items) => inserted(items, to.index, item));
  return { ...design, layout: withItems(put, from.block, (items) => without(items, behind)) };
}

/** A set of tabs stays outside of tabs, and nothing goes into itself. */
export function mayMoveBlock(design: Design, path: string, slot: Slot): boolean {
  const block = blockAt(design.layout, path);
  if (!block) return false;
  return (
    slot.parent === "" || (block.type === "section" && blockAt(design.layout, slot.parent.split(".")[0]!) !== block)
  );
}

export function moveBlock(design: Design, path: string, slot: Slot): Design {
  const block = blockAt(design.layout, path);
  if (!block || !mayMoveBlock(design, path, slot)) return design;
  const put = withBlocks(design.layout, slot.parent, (blocks) => inserted(blocks, slot.index, block));
  return { ...design, layout: withBlock(put, shifted(path, slot), () => null) };
}

export const addBlock = (design: Design, block: Block, slot: Slot): Design => ({
  ...design,
  layout: withBlocks(design.layout, slot.parent, (blocks) => inserted(blocks, slot.index, block)),
});

export const changeBlock = (
  design: Design,
  path: string,
  part: Partial<Section> | Partial<{ tabs: unknown }>,
): Design => ({
  ...design,
  layout: withBlock(design.layout, path, (block) => ({ ...block, ...part }) as Block),
});

export const changeItem = (design: Design, place: Place, part: Partial<Item>): Design => ({
  ...design,
  layout: withItems(design.layout, place.block, (items) =>
    items.map((item, i) => (i === place.index ? ({ ...item, ...part } as Item) : item)),
  ),
});

export const addItem = (design: Design, item: Item, place: Place): Design => ({
  ...design,
  layout: withItems(design.layout, place.block, (items) => inserted(items, place.index, item)),
});

export const removeItem = (design: Design, place: Place): Design => ({
  ...design,
  layout: withItems(design.layout, place.block, (items) => without(items, place.index)),
});

/** The end of the last section, which is made where there is none; `near` is the section that one works in. */
export function lastPlace(design: Design, near?: string): [Design, Place] {
  const known = near === undefined ? undefined : blockAt(design.layout, near);
  if (near !== undefined && known?.type === "section") return [design, { block: near, index: known.items.length }];
  const last = sectionsOf(design.layout).at(-1);
  if (last) return [design, { block: last.path, index: last.section.items.length }];
  const slot = { parent: "", index: design.layout.length };
  return [addBlock(design, blankSection(), slot), { block: `${slot.index}`, index: 0 }];
}
