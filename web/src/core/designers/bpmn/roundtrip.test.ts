/** What the product writes comes back from the designer's reading and writing as it was: nothing lost, nothing invented. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BpmnModdle } from "bpmn-moddle";
import { expect, test } from "vitest";
import { parse, told } from "./fixtures/compare";
import heyi from "./modeler/heyi.json";

const FIXTURES = join(process.cwd(), "src/core/designers/bpmn/fixtures");
const moddle = () => new BpmnModdle({ heyi: structuredClone(heyi) });

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
