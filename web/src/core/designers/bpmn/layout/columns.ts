/** Places for nodes that nobody has drawn: columns by how far from the beginning, rows so that few flows cross. */

export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}
/** `left` is where the column of the box begins. */
export type Box = Point & Size & { left: number };
export interface Link {
  id: string;
  source: string;
  target: string;
  /** It leaves at the lower edge, so what it leads to stands further down. */
  low?: boolean;
}
interface Level extends Size {
  boxes: Map<string, Box>;
  /** Where a flow passes through columns between its ends. */
  bends: Map<string, Bend[]>;
}
export type Bend = Pick<Box, "left" | "y">;

const [GAP_X, GAP_Y] = [60, 40];
const DOWN = 10;
const LANE: Size = { width: 0, height: 20 };

/** Sets nodes into columns. A flow over several columns gets a place of its own in each, so that it runs beside the nodes. */
export function arrange(sizes: Map<string, Size>, links: Link[]): Level {
  const forward = withoutLoops([...sizes.keys()], links);
  const column = depths([...sizes.keys()], forward);
  const all = new Map(sizes);
  const chains = new Map<string, string[]>();
  const short: Link[] = [];
  for (const link of forward) {
    let before = link.source;
    const chain: string[] = [];
    for (let at = column.get(link.source)! + 1; at < column.get(link.target)!; at++) {
      const place = `${link.id} ${at}`;
      all.set(place, LANE);
      column.set(place, at);
      short.push({ ...link, id: place, source: before, target: place });
      chain.push(place);
      before = place;
    }
    short.push({ ...link, source: before });
    chains.set(link.id, chain);
  }
  const { boxes, width, height } = placed(rows(all, column, short), all);
  const middle = (id: string): Bend => ({ left: boxes.get(id)!.left, y: boxes.get(id)!.y + LANE.height / 2 });
  const bends = new Map([...chains].map(([id, chain]) => [id, chain.map(middle)]));
  return { boxes: new Map([...boxes].filter(([id]) => sizes.has(id))), bends, width, height };
}

/** The flows that do not lead back to where one came from. */
function withoutLoops(ids: string[], links: Link[]): Link[] {
  const state = new Map<string, "open" | "done">();
  const kept: Link[] = [];
  const visit = (id: string) => {
    state.set(id, "open");
    for (const link of links.filter((one) => one.source === id)) {
      if (state.get(link.target) === "open") continue;
      kept.push(link);
      if (!state.has(link.target)) visit(link.target);
    }
    state.set(id, "done");
  };
  const led = new Set(links.map((link) => link.target));
  for (const id of [...ids.filter((one) => !led.has(one)), ...ids]) if (!state.has(id)) visit(id);
  return kept;
}

function depths(ids: string[], links: Link[]): Map<string, number> {
  const depth = new Map(ids.map((id) => [id, 0]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { source, target } of links) {
      const least = depth.get(source)! + 1;
      if (depth.get(target)! >= least) continue;
      depth.set(target, least);
      changed = true;
    }
  }
  return depth;
}

/** Each column in the order of what leads into it. */
function rows(all: Map<string, Size>, column: Map<string, number>, links: Link[]): string[][] {
  const columns: string[][] = [];
  for (const id of all.keys()) {
    const at = column.get(id)!;
    columns[at] = [...(columns[at] ?? []), id];
  }
  const rank = new Map<string, number>();
  for (const ids of columns) {
    const weight = (id: string): number => {
      const before = links.flatMap((link) =>
        link.target === id ? [(rank.get(link.source) ?? 0) + (link.low ? DOWN : 0)] : [],
      );
      return before.length ? before.reduce((sum, one) => sum + one, 0) / before.length : 0;
    };
    ids.sort((a, b) => weight(a) - weight(b));
    for (const [index, id] of ids.entries()) rank.set(id, index - (ids.length - 1) / 2);
  }
  return columns;
}

/** Rows are equally far apart, so that flows between nodes of the same row are straight. */
function placed(columns: string[][], sizes: Map<string, Size>): { boxes: Map<string, Box> } & Size {
  const tall = (ids: string[]) => Math.max(...ids.map((id) => sizes.get(id)!.height));
  const pitch = GAP_Y + Math.max(0, ...columns.filter((ids) => ids.length > 1).map(tall));
  const extent = (ids: string[]) => (ids.length - 1) * pitch + tall(ids);
  const height = Math.max(0, ...columns.map(extent));
  const boxes = new Map<string, Box>();
  let x = 0;
  for (const ids of columns) {
    const width = Math.max(...ids.map((id) => sizes.get(id)!.width));
    for (const [row, id] of ids.entries()) {
      const size = sizes.get(id)!;
      const centre = height / 2 + (row - (ids.length - 1) / 2) * pitch;
      boxes.set(id, { ...size, left: x, x: x + (width - size.width) / 2, y: centre - size.height / 2 });
    }
    x += width + GAP_X;
  }
  return { boxes, width: Math.max(0, x - GAP_X), height };
}
