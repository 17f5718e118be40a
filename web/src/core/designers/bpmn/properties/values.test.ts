/** What the panel writes is what the engine reads: usual values are not said, empty elements go, other words stay. */
import { describe, expect, test } from "vitest";
import { bench } from "../fixtures/bench";
import { namesOf, rename } from "../modeler/names";
import { extension, type Part } from "../modeler/parts";
import { marker, ofPurpose } from "./consequences";
import { GROUPS } from "./groups";
import { isItems, type Row } from "./rows";
import { holderOf, itemsOf, read, write, writeIn, writeItems } from "./values";
import { APPROVERS, INPUTS } from "./who";

const rowsOf = GROUPS.flatMap((group) => group.content).filter(
  (one) => typeof one === "object" && !isItems(one),
) as Row[];
const row = (name: string) => rowsOf.find((one) => one.name === name)!;

const approvalOf = (task: Part) => extension(task, "heyi:Approval")!;

describe("attributes of our elements", () => {
  test("a value that is usual is not said", async () => {
    const { part, editing, apply, written } = await bench("order");
    apply(write(editing, part("manager"), row("empty"), "pass"));
    expect(await written("manager")).toContain('<heyi:approval mode="all" empty="pass">');
    apply(write(editing, part("manager"), row("empty"), "up"));
    expect(await written("manager")).not.toContain("empty=");
  });

  test("an element comes with its first value and goes with its last, and its holder too", async () => {
    const { part, editing, apply, written } = await bench("order");
    apply(write(editing, part("end"), row("outcome"), "rejected"));
    expect(await written("end")).toContain('<extensionElements><heyi:end outcome="rejected" />');
    apply(write(editing, part("end"), row("outcome"), ""));
    expect(await written("end")).toBe('<endEvent id="end" />');
  });

  test("elements of others stay where they are", async () => {
    const { part, editing, apply, file } = await bench("everything");
    apply(write(editing, part("purchase"), row("within"), ""));
    apply(write(editing, part("purchase"), row("risk"), ""));
    apply(write(editing, part("purchase"), row("slaWorking"), "true"));
    const xml = await file();
    expect(xml).not.toContain('within="PT40H"');
    expect(xml).toContain('<other:note level="2"><other:inner>kept</other:inner></other:note>');
  });

  test("an approval with other hints in it is kept when its own values go", async () => {
    const { part, editing, apply, written } = await bench("everything");
    const own = { approvers: [], standings: [], rungs: [], rights: [], copies: [] };
    const said = Object.fromEntries(Object.keys(approvalOf(part("manager"))).map((name) => [name, undefined]));
    apply(
      editing.extend(part("manager"), "heyi:Approval", {
        ...said,
        others: approvalOf(part("manager")).get("others"),
        ...own,
      }),
    );
    expect(await written("manager")).toContain('<other:hint strength="9" />');
  });
});

describe("values in BPMN's own places", () => {
  test("attributes of ours on elements of BPMN", async () => {
    const { part, editing, apply, file } = await bench("order");
    apply(write(editing, part("sales.order"), row("withdraw"), "never"));
    expect(await file()).toContain('heyi:withdraw="never"');
    apply(write(editing, part("sales.order"), row("withdraw"), "before_decision"));
    expect(await file()).not.toContain("heyi:withdraw");
  });

  test("a message is found by its name, and made when there is none", async () => {
    const { part, editing, apply, file } = await bench("everything");
    const message = row("message");
    apply(write(editing, part("confirmed"), message, "purchase.asked"));
    expect(read(message, holderOf(part("confirmed"), "event"))).toBe("purchase.asked");
    expect((await file()).match(/<message /g)).toHaveLength(2);
    apply(write(editing, part("confirmed"), message, "supplier.late"));
    const xml = await file();
    expect(xml.match(/<message /g)).toHaveLength(3);
    expect(xml).toContain('name="supplier.late"');
  });

  test("FEEL stands in an expression", async () => {
    const { part, editing, apply, written } = await bench("everything");
    apply(write(editing, part("order"), row("completionCondition"), "all(done)"));
    expect(await written("order")).toMatch(/<completionCondition xsi:type="tFormalExpression">all\(done\)</);
  });
});

describe("lists", () => {
  test("an item is added behind the others and written attribute by attribute", async () => {
    const { part, editing, apply, written } = await bench("order");
    const task = part("manager");
    const made = editing.make(APPROVERS.type, APPROVERS.fresh);
    apply(writeItems(editing, task, APPROVERS, [...itemsOf(task, APPROVERS), made]));
    apply([writeIn(editing, made, APPROVERS.rows.find((one) => one.name === "role")!, "finance")]);
    expect(await written("manager")).toContain(
      '<heyi:approver rule="manager" level="1" /><heyi:approver rule="manager" name="finance" />',
    );
  });

  test("values handed in stand beside what else is said", async () => {
    const { part, editing, apply, written } = await bench("everything");
    const task = part("order");
    apply(writeItems(editing, task, INPUTS, []));
    expect(await written("order")).not.toContain("heyi:input");
    expect(await written("order")).toContain('<heyi:work kind="external" name="erp.order" result="order" />');
  });
});

describe("what follows from a change", () => {
  test("the marker of the drawing agrees with the way people decide", async () => {
    const { part, editing, apply, written } = await bench("order");
    apply(marker(editing, part("manager"), "sequential", 1));
    expect(await written("manager")).toContain('<multiInstanceLoopCharacteristics isSequential="true" />');
    apply(marker(editing, part("manager"), "all", 1));
    expect(await written("manager")).not.toContain("multiInstance");
  });

  test("repetition over data and conditions of completion are nobody's marker", async () => {
    const { part, editing, apply, written } = await bench("everything");
    expect(marker(editing, part("order"), "sequential", 2)).toEqual([]);
    apply(marker(editing, part("manager"), "all", 1));
    expect(await written("manager")).toContain("<completionCondition");
  });

  test("a step to be handled has the rules of handling, and loses them as an approval", async () => {
    const { part, editing, apply, written } = await bench("order");
    apply(editing.extend(part("manager"), "heyi:Approval", { purpose: "handle", ...ofPurpose("handle") }));
    expect(await written("manager")).toMatch(/mode="any" onReject="continue" purpose="handle" actions="approve return/);
    apply(editing.extend(part("manager"), "heyi:Approval", { purpose: undefined, ...ofPurpose("approve") }));
    expect(await written("manager")).toContain("<heyi:approval><heyi:approver");
  });

  test("a name in one language leaves the others, and the first is the name", async () => {
    const { part, editing, apply } = await bench("order");
    const task = part("manager");
    apply(rename(editing, task, { ...namesOf(task), en: "Line manager" }));
    expect(namesOf(task)).toEqual({ "zh-hans": "直属上级", "zh-hant": "直屬主管", en: "Line manager" });
    expect(task.name).toBe("直属上级");
    apply(rename(editing, task, { en: "Line manager" }));
    expect(task.name).toBe("Line manager");
  });
});
