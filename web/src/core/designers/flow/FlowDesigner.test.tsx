import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import { useState } from "react";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { FieldInfo, Finding, Tree } from "@/api/flow";
import { FlowDesigner } from "./FlowDesigner";
import words from "./locales/en.json";
import { allSteps } from "./model";

vi.mock("@/core/session/session", () => ({ useSession: () => ({ resource: () => undefined }) }));
vi.mock("@/api/resources", () => ({
  options: async () => ({ rows: [{ id: 5, label: "Lin" }] }),
  list: async () => ({ rows: [{ id: 1, code: "hr", name: "Personnel" }], next: null }),
}));

const TREE: Tree = {
  key: "paper.leave",
  name: { en: "Leave" },
  steps: [
    { type: "approve", id: "first", name: { en: "First" }, approval: { rules: [{ kind: "manager" }] } },
    {
      type: "choice",
      id: "long",
      name: { en: "How long" },
      branches: [
        {
          id: "over",
          name: { en: "Long" },
          condition: "days > 3",
          default: false,
          steps: [
            { type: "approve", id: "hr", name: { en: "HR" }, approval: { rules: [{ kind: "role", name: "hr" }] } },
          ],
        },
        { id: "rest", name: { en: "Short" }, default: true, steps: [] },
      ],
    },
  ],
};
const FIELDS: FieldInfo[] = [
  { name: "days", label: { en: "Days" }, type: "number" },
  { name: "owner", label: { en: "Owner" }, type: "person" },
];
const FINDINGS: Finding[] = [{ node: "hr", level: "error", message: "Nobody holds this role." }];
const onChange = vi.fn<(tree: Tree) => void>();
const last = () => onChange.mock.calls.at(-1)![0];
const ids = (tree: Tree) => allSteps(tree).map((step) => step.id);

function Page({ readOnly }: { readOnly?: boolean }) {
  const [now, setNow] = useState(TREE);
  onChange.mockImplementation(setNow);
  return (
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <FlowDesigner model={now} onChange={onChange} fields={FIELDS} findings={FINDINGS} readOnly={readOnly} />
      </App>
    </QueryClientProvider>
  );
}
const card = (id: string) => document.querySelector<HTMLElement>(`[data-node="${id}"]`)!;

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { flow: words } }, defaultNS: "flow" });
});
beforeEach(() => onChange.mockReset());
afterEach(cleanup);

test("cards say who decides and when, roles by their names", async () => {
  render(<Page />);
  expect(card("first").textContent).toContain("Direct manager");
  expect(card("over").textContent).toContain("Days is more than 3");
  expect(card("rest").textContent).toContain("Default");
  expect(await within(card("hr")).findByText("Role: Personnel")).toBeTruthy();
});

test("what was found stands on its card, and the list opens the step", () => {
  render(<Page />);
  expect(card("hr").textContent).toContain("Nobody holds this role.");
  fireEvent.click(screen.getByRole("button", { name: "Errors: 1" }));
  fireEvent.click(screen.getByRole("button", { name: /HR Nobody holds this role/ }));
  expect(card("hr").getAttribute("aria-expanded")).toBe("true");
  expect(screen.getByRole("tab", { name: "Approvers" })).toBeTruthy();
});

test("a step goes by Delete and comes back by undo", () => {
  render(<Page />);
  fireEvent.keyDown(card("hr"), { key: "Delete" });
  expect(ids(last())).toEqual(["first", "long"]);
  fireEvent.keyDown(card("first"), { key: "z", ctrlKey: true });
  expect(last()).toBe(TREE);
  fireEvent.keyDown(card("first"), { key: "Z", ctrlKey: true, shiftKey: true });
  expect(ids(last())).toEqual(["first", "long"]);
});

test("steps are moved and copied by keys", () => {
  render(<Page />);
  fireEvent.keyDown(card("first"), { key: "ArrowDown", altKey: true });
  expect(ids(last())).toEqual(["long", "first", "hr"]);
  fireEvent.keyDown(card("hr"), { key: "d", ctrlKey: true });
  expect(ids(last())).toHaveLength(4);
});

test("a branch is added before the default", () => {
  render(<Page />);
  fireEvent.click(screen.getByRole("button", { name: "Add a condition" }));
  expect(last().steps[1]).toMatchObject({
    branches: [{ id: "over" }, { name: { en: "Condition 2" } }, { id: "rest" }],
  });
});

test("the rights of all fields are set at once, and only what differs is written", () => {
  render(<Page />);
  fireEvent.click(card("first"));
  fireEvent.click(screen.getByRole("tab", { name: "Fields" }));
  fireEvent.click(screen.getByTitle("All: Hidden"));
  expect(last().steps[0]).toMatchObject({ approval: { fields: { days: "hidden", owner: "hidden" } } });
  fireEvent.click(screen.getByTitle("All: Read"));
  expect(last().steps[0]).toMatchObject({ approval: { rules: [{ kind: "manager" }] } });
  expect(JSON.stringify(last().steps[0])).not.toContain("fields");
});

test("a condition is changed in its row and written as FEEL; by hand it stays as it is typed", () => {
  render(<Page />);
  fireEvent.click(card("over"));
  fireEvent.change(screen.getByRole("spinbutton", { name: "Value" }), { target: { value: "5" } });
  expect(last().steps[1]).toMatchObject({ branches: [{ condition: "days > 5" }, {}] });
  fireEvent.click(screen.getByRole("button", { name: "Edit as FEEL" }));
  fireEvent.change(screen.getByRole("textbox", { name: "Condition in FEEL" }), { target: { value: "days > 5 + 1" } });
  fireEvent.change(screen.getByRole("textbox", { name: "Condition in FEEL" }), { target: { value: "days > 6" } });
  expect(last().steps[1]).toMatchObject({ branches: [{ condition: "days > 6" }, {}] });
  expect(screen.getByRole("textbox", { name: "Condition in FEEL" })).toBeTruthy();
});

test("who may only read changes nothing", () => {
  render(<Page readOnly />);
  expect(screen.queryByRole("button", { name: words.add })).toBeNull();
  fireEvent.keyDown(card("hr"), { key: "Delete" });
  fireEvent.keyDown(card("first"), { key: "ArrowDown", altKey: true });
  fireEvent.click(card("first"));
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Name English" }).disabled).toBe(true);
  expect(onChange).not.toHaveBeenCalled();
});
