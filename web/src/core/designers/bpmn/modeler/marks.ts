/** Findings on the drawing: a badge on each node that has some, and its outline in the colour of the worst. */
import type { Canvas, Overlays, Registry, Shape, Viewer } from "./parts";

export interface Mark {
  node: string;
  tone: "red" | "orange";
  count: number;
  title: string;
}

const KIND = "heyi-finding";

export function showMarks(viewer: Viewer, marks: Mark[], before: Mark[], onOpen: (node: string) => void): Mark[] {
  const overlays = viewer.get<Overlays>("overlays");
  const canvas = viewer.get<Canvas>("canvas");
  const registry = viewer.get<Registry>("elementRegistry");
  overlays.remove({ type: KIND });
  for (const { node, tone } of before) if (registry.get(node)) canvas.removeMarker(node, `bd-${tone}`);
  const shown = marks.filter(({ node }) => registry.get(node)?.parent);
  for (const mark of shown) {
    canvas.addMarker(mark.node, `bd-${mark.tone}`);
    const position = placeOn(registry.get(mark.node)!);
    overlays.add(mark.node, KIND, { position, html: badge(mark, onOpen) });
  }
  return shown;
}

const HALF = 11;

/** On the upper right corner of a node; in the middle of the longest piece of a flow. */
function placeOn(shape: Shape): object {
  const points = shape.waypoints as { x: number; y: number }[] | undefined;
  if (!points) return { top: -HALF, right: HALF };
  const pieces = points.slice(1).map((to, i) => ({ from: points[i]!, to }));
  const length = ({ from, to }: (typeof pieces)[number]) => Math.hypot(to.x - from.x, to.y - from.y);
  const { from, to } = pieces.reduce((best, one) => (length(one) > length(best) ? one : best));
  const [left, top] = [Math.min(...points.map((p) => p.x)), Math.min(...points.map((p) => p.y))];
  return { left: (from.x + to.x) / 2 - left - HALF, top: (from.y + to.y) / 2 - top - HALF };
}

function badge({ node, tone, count, title }: Mark, onOpen: (node: string) => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "bd-badge";
  button.dataset.tone = tone;
  button.title = title;
  button.setAttribute("aria-label", title);
  button.textContent = count > 1 ? String(count) : "!";
  button.addEventListener("click", () => onOpen(node));
  return button;
}
