/** A diagram for a file that has none, so that it can be shown and edited. Nothing but the diagram is added. */
import { is, type Part } from "../modeler/parts";
import { arrange, type Bend, type Box, type Link, type Point, type Size } from "./columns";

export interface Moddle {
  fromXML(xml: string): Promise<{ rootElement: Part }>;
  toXML(part: Part, options?: object): Promise<{ xml: string }>;
  create(type: string, values: object): Part;
}

const SIZES: [string, Size][] = [
  ["Event", { width: 36, height: 36 }],
  ["Gateway", { width: 50, height: 50 }],
  ["Activity", { width: 100, height: 80 }],
];
const INSIDE = 40;
const POOL_HEAD = 30;
const BELOW = 30;
const EVENT = 36;

interface Drawing extends Size {
  shapes: Map<Part, Box>;
  edges: Map<Part, Point[]>;
}

/** The same file with a diagram; files that have one come back as they are. */
export async function withDiagram(moddle: Moddle, xml: string): Promise<string> {
  if (/BPMNShape/.test(xml)) return xml;
  const { rootElement: file } = await moddle.fromXML(xml);
  const roots = partsIn(file, "rootElements");
  const pools = roots.find((one) => is(one, "Collaboration"));
  const plane = pools ?? roots.find((one) => is(one, "Process"));
  if (!plane) return xml;
  const drawing = pools ? drawPools(partsIn(pools, "participants")) : drawLevel(plane);
  const elements = [...shapesOf(moddle, drawing), ...edgesOf(moddle, drawing)];
  const diagram = moddle.create("bpmndi:BPMNDiagram", {
    id: "diagram",
    plane: moddle.create("bpmndi:BPMNPlane", { id: "plane", bpmnElement: plane, planeElement: elements }),
  });
  file.set("diagrams", [diagram]);
  return (await moddle.toXML(file, { format: true })).xml;
}

const partsIn = (holder: Part, name: string): Part[] => holder.get<Part[] | undefined>(name) ?? [];

function drawPools(pools: Part[]): Drawing {
  const whole: Drawing = { shapes: new Map(), edges: new Map(), width: 0, height: 0 };
  for (const pool of pools) {
    const process = pool.get<Part | undefined>("processRef");
    const inner = process ? drawLevel(process) : { shapes: new Map(), edges: new Map(), width: 300, height: 0 };
    const size = { width: inner.width + 2 * INSIDE + POOL_HEAD, height: inner.height + 2 * INSIDE };
    whole.shapes.set(pool, { x: 0, y: whole.height, left: 0, ...size });
    take(whole, inner, { x: INSIDE + POOL_HEAD, y: whole.height + INSIDE });
    whole.height += size.height + BELOW;
    whole.width = Math.max(whole.width, size.width);
  }
  return whole;
}

function drawLevel(holder: Part): Drawing {
  const parts = partsIn(holder, "flowElements");
  const attached = parts.filter((one) => is(one, "BoundaryEvent"));
  const nodes = parts.filter((one) => is(one, "FlowNode") && !attached.includes(one));
  const inner = new Map(nodes.filter((one) => is(one, "SubProcess")).map((one) => [one, drawLevel(one)]));
  const sizes = new Map(nodes.map((one) => [one.id!, sizeOf(one, inner.get(one))]));
  const hostOf = (part: Part): Part => part.get<Part | undefined>("attachedToRef") ?? part;
  const flows = parts.filter((one) => is(one, "SequenceFlow") && end(one, "sourceRef") && end(one, "targetRef"));
  const links = flows.map((one): Link => {
    const [source, target] = [hostOf(end(one, "sourceRef")!).id!, end(one, "targetRef")!.id!];
    return { id: one.id!, source, target, low: is(end(one, "sourceRef"), "BoundaryEvent") };
  });
  const level = arrange(
    sizes,
    links.filter(({ source, target }) => sizes.has(source) && sizes.has(target)),
  );
  const drawing: Drawing = { shapes: new Map(), edges: new Map(), width: level.width, height: level.height };
  for (const node of nodes) {
    const box = level.boxes.get(node.id!)!;
    drawing.shapes.set(node, box);
    const content = inner.get(node);
    if (content) take(drawing, content, { x: box.x + INSIDE, y: box.y + INSIDE });
  }
  for (const [index, event] of attached.entries()) {
    const host = drawing.shapes.get(hostOf(event));
    if (!host) continue;
    const before = attached.slice(0, index).filter((one) => hostOf(one) === hostOf(event)).length;
    const x = host.x + host.width - EVENT / 2 - 20 - before * (EVENT + 8);
    drawing.shapes.set(event, { x, y: host.y + host.height - EVENT / 2, left: x, width: EVENT, height: EVENT });
  }
  for (const flow of flows) {
    const [from, to] = [drawing.shapes.get(end(flow, "sourceRef")!), drawing.shapes.get(end(flow, "targetRef")!)];
    const down = is(end(flow, "sourceRef"), "BoundaryEvent");
    if (from && to) drawing.edges.set(flow, way(from, to, level.bends.get(flow.id!) ?? [], down, level.height));
  }
  return drawing;
}

const end = (flow: Part, name: "sourceRef" | "targetRef") => flow.get<Part | undefined>(name);

function sizeOf(part: Part, inner: Drawing | undefined): Size {
  if (inner)
    return { width: Math.max(140, inner.width + 2 * INSIDE), height: Math.max(100, inner.height + 2 * INSIDE) };
  return SIZES.find(([type]) => is(part, type))![1];
}

function take(whole: Drawing, inner: Drawing, { x, y }: Point): void {
  for (const [part, box] of inner.shapes)
    whole.shapes.set(part, { ...box, x: box.x + x, y: box.y + y, left: box.left + x });
  for (const [part, points] of inner.edges) {
    whole.edges.set(
      part,
      points.map((point) => ({ x: point.x + x, y: point.y + y })),
    );
  }
}

/** From left to right with elbows before the columns; what leads back goes round below everything. */
function way(from: Box, to: Box, through: Bend[], down: boolean, height: number): Point[] {
  const lower = { x: from.x + from.width / 2, y: from.y + from.height };
  if (to.x <= from.x) {
    const up = { x: to.x + to.width / 2, y: to.y + to.height };
    return [lower, { x: lower.x, y: height + BELOW }, { x: up.x, y: height + BELOW }, up];
  }
  const last = { x: to.x, y: to.y + to.height / 2 };
  const points = [down ? lower : { x: from.x + from.width, y: from.y + from.height / 2 }];
  for (const { left, y } of [...through, { left: to.left, y: last.y }]) {
    const before = points.at(-1)!;
    const elbow = left - BELOW;
    if (down && points.length === 1) points.push(...(y > before.y ? [{ x: before.x, y }] : under(before, elbow, y)));
    else if (before.y !== y) points.push({ x: elbow, y: before.y }, { x: elbow, y });
  }
  return [...points, last];
}

/** From the lower edge to something further up: down a little, beside everything, and up. */
const under = (from: Point, x: number, y: number): Point[] => [
  { x: from.x, y: from.y + BELOW / 2 },
  { x, y: from.y + BELOW / 2 },
  { x, y },
];

function shapesOf(moddle: Moddle, { shapes }: Drawing): Part[] {
  return [...shapes].map(([part, box]) =>
    moddle.create("bpmndi:BPMNShape", {
      id: `${part.id}_shape`,
      bpmnElement: part,
      bounds: moddle.create("dc:Bounds", bounds(box)),
      ...(is(part, "SubProcess") ? { isExpanded: true } : {}),
      ...(is(part, "ExclusiveGateway") ? { isMarkerVisible: true } : {}),
      ...(is(part, "Participant") ? { isHorizontal: true } : {}),
    }),
  );
}

function edgesOf(moddle: Moddle, { edges }: Drawing): Part[] {
  return [...edges].map(([part, points]) =>
    moddle.create("bpmndi:BPMNEdge", {
      id: `${part.id}_edge`,
      bpmnElement: part,
      waypoint: points.map((point) => moddle.create("dc:Point", whole(point))),
    }),
  );
}

const whole = ({ x, y }: Point) => ({ x: Math.round(x), y: Math.round(y) });
const bounds = (box: Box) => ({ ...whole(box), width: Math.round(box.width), height: Math.round(box.height) });
