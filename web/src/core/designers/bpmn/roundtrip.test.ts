/** What the product writes comes back from the designer's reading and writing as it was: nothing lost, nothing invented. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BpmnModdle } from "bpmn-moddle";
import { expect, test } from "vitest";
import heyi from "./modeler/heyi.json";

const FIXTURES = join(process.cwd(), "src/core/designers/bpmn/fixtures");
/** What the schema means when nothing is said; moddle then says nothing. */
const SAID_BY_SILENCE = [" isSequential=false"];
const moddle = () => new BpmnModdle({ heyi: structuredClone(heyi) });

/** Every element with its namespace, attributes in order of name, texts, and children, whatever the prefixes are. */
function told(node: Element): unknown {
  const attributes = [...node.attributes]
    .filter((one) => !one.name.startsWith("xmlns"))
    .map((one) => `${one.namespaceURI ?? ""} ${one.localName}=${typeOf(one.value)}`)
    .filter((one) => !SAID_BY_SILENCE.includes(one))
    .sort();
  const children = [...node.children];
  const text = children.length ? "" : (node.textContent ?? "").trim();
  return [`${node.namespaceURI} ${node.localName}`, attributes, text, ...children.map(told)];
}

/** The value of xsi:type is a name whose prefix may change too. */
const typeOf = (value: string) => value.replace(/^\w+:(tFormalExpression)$/, "$1");

const parse = (xml: string) => new DOMParser().parseFromString(xml, "application/xml").documentElement;

async function again(xml: string) {
  const { rootElement, warnings } = await moddle().fromXML(xml);
  return { warnings, xml: (await moddle().toXML(rootElement, { format: true })).xml };
}

for (const name of ["order", "everything"]) {
  test(`${name}.bpmn is written as it was read`, async () => {
    const xml = readFileSync(join(FIXTURES, `${name}.bpmn`), "utf8");
    const back = await again(xml);
    expect(back.warnings).toEqual([]);
    expect(told(parse(back.xml))).toEqual(told(parse(xml)));
  });
}

test("the comparison sees a lost attribute", () => {
  const xml = readFileSync(join(FIXTURES, "everything.bpmn"), "utf8");
  expect(told(parse(xml.replace(' veto="true"', "")))).not.toEqual(told(parse(xml)));
});

test("the fixture has every element and attribute that the extension describes", async () => {
  const xml = readFileSync(join(FIXTURES, "everything.bpmn"), "utf8");
  const missing = heyi.types.flatMap((type) => {
    const ours = "extends" in type ? [] : [`<heyi:${type.name.charAt(0).toLowerCase()}${type.name.slice(1)}`];
    const described = "isAbstract" in type ? [] : ours;
    const own = ("properties" in type ? type.properties! : []).filter((one) => "isAttr" in one).map(({ name }) => name);
    const named = "extends" in type ? own.map((one) => ` heyi:${one}=`) : own.map((one) => ` ${one}=`);
    return [...described, ...named].filter((text) => !xml.includes(text));
  });
  expect(missing).toEqual([]);
});
