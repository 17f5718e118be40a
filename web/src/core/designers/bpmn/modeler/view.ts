/** Moving about on the canvas. */
import type { Canvas, Registry, Selection, Shape, Viewer } from "./parts";

interface Bounds {
  x: number;
  y: number;
  width?: number;
  height?: number;
  waypoints?: { x: number; y: number }[];
}

const middle = ({ x, y, width = 0, height = 0, waypoints }: Bounds) => {
  const point = waypoints?.[Math.floor(waypoints.length / 2)];
  return point ?? { x: x + width / 2, y: y + height / 2 };
};

/** Choose a node and bring it to the middle, wherever in the file it is. */
export function goTo(viewer: Viewer, id: string): boolean {
  const shape = viewer.get<Registry>("elementRegistry").get(id);
  const selection = viewer.get<Selection>("selection");
  const canvas = viewer.get<Canvas>("canvas");
  if (!shape?.parent) {
    selection.select(null);
    return false;
  }
  const root = canvas.findRoot(shape);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  const { x, y } = middle(shape as Shape & Bounds);
  const { width, height } = canvas.viewbox();
  canvas.viewbox({ x: x - width / 2, y: y - height / 2, width, height });
  selection.select(shape);
  return true;
}

const MARGIN = 20;
const STEP = 1.25;
const [LEAST, MOST] = [0.2, 4];

export function zoomBy(viewer: Viewer, direction: 1 | -1): void {
  const canvas = viewer.get<Canvas>("canvas");
  const next = canvas.viewbox().scale * STEP ** direction;
  canvas.zoom(Math.min(MOST, Math.max(LEAST, next)), "auto");
}

/** The whole diagram, clear of the edges and of the palette. */
export function showAll(viewer: Viewer): void {
  const canvas = viewer.get<Canvas>("canvas");
  canvas.zoom("fit-viewport", "auto");
  const palette = document.querySelector(".bd .djs-palette")?.getBoundingClientRect();
  const { width, height, scale, x, y } = canvas.viewbox();
  const beside = palette && palette.height > palette.width ? palette.right - palette.left + MARGIN : 0;
  const narrow = width * scale;
  const shrunk = scale < 1 ? (narrow - beside - 2 * MARGIN) / narrow : 1;
  const box = { width: width / shrunk, height: height / shrunk };
  const left = x - (box.width - width) / 2 - beside / 2 / (scale * shrunk);
  canvas.viewbox({ x: left, y: y - (box.height - height) / 2, ...box });
}

/** The search closes at any click, so it opens behind the one that asks for it. */
export const find = (viewer: Viewer): void => {
  setTimeout(() => viewer.get<{ open(): void }>("searchPad").open());
};
