/** Files of other hands, without a diagram, can be shown: everything is drawn, nothing lies on anything, nothing is lost. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BpmnModdle } from "bpmn-moddle";
import { expect, test } from "vitest";
import { every, parse, told } from "../fixtures/compare";
import heyi from "../modeler/heyi.json";
import { type Moddle, withDiagram } from "./draw";

const DIAGRAM = /<bpmndi:BPMNDiagram[\s\S]*<\/bpmndi:BPMNDiagram>/;
const everything = readFileSync(join(process.cwd(), "src/core/designers/bpmn/fixtures/everything.bpmn"), "utf8");
const bare = everything.replace(DIAGRAM, "");
const moddle = () => new BpmnModdle({ heyi: structuredClone(heyi) }) as unknown as Moddle;

const named = (xml: string, tag: string) =>
  new Set(every(parse(xml), tag).map((one) => one.getAttribute("bpmnElement")));

function boxes(xml: string): Map<string, DOMRect> {
  const found = every(parse(xml), "BPMNShape").map((shape): [string, DOMRect] => {
    const bounds = every(shape, "Bounds")[0]!;
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(bounds.getAttribute(name)));
    return [shape.getAttribute("bpmnElement")!, new DOMRect(x, y, width, height)];
  });
  return new Map(found);
}

const overlap = (a: DOMRect, b: DOMRect) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

test("a file with a diagram is left alone", async () => {
  expect(await withDiagram(moddle(), everything)).toBe(everything);
});

test("every node and flow of a file without one is drawn", async () => {
  const drawn = await withDiagram(moddle(), bare);
  expect(named(everything, "BPMNEdge").size).toBe(12);
  expect(named(drawn, "BPMNShape")).toEqual(named(everything, "BPMNShape"));
  expect(named(drawn, "BPMNEdge")).toEqual(named(everything, "BPMNEdge"));
});

test("no node lies on another but on what it belongs to", async () => {
  const found = boxes(await withDiagram(moddle(), bare));
  const within = new Set(["late manager", "manager late", "scan files", "files scan"]);
  const clashes = [...found].flatMap(([a, one]) =>
    [...found].flatMap(([b, other]) =>
      a !== b && !within.has(`${a} ${b}`) && overlap(one, other) ? [`${a} ${b}`] : [],
    ),
  );
  expect(clashes).toEqual([]);
});

test("nothing but the diagram is new", async () => {
  const drawn = await withDiagram(moddle(), bare);
  expect(told(parse(drawn.replace(DIAGRAM, "")))).toEqual(told(parse(bare)));
});

test("a flow over several columns runs beside the nodes between its ends", async () => {
  const skipping = bare.replace(
    'id="small" sourceRef="amount" targetRef="refused"',
    'id="small" sourceRef="amount" targetRef="end"',
  );
  const drawn = await withDiagram(moddle(), skipping);
  const edge = every(parse(drawn), "BPMNEdge").find((one) => one.getAttribute("bpmnElement") === "small")!;
  const points = [...edge.children].map(
    (one) => new DOMRect(Number(one.getAttribute("x")), Number(one.getAttribute("y")), 1, 1),
  );
  const passed = [...boxes(drawn)].filter(([id]) => !["amount", "end"].includes(id));
  expect(points.length).toBeGreaterThan(3);
  for (const point of points) for (const [id, box] of passed) expect(overlap(point, box) ? id : "").toBe("");
});
