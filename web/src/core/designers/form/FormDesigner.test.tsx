import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import { useState } from "react";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { FormDesigner } from "./FormDesigner";
import { arranged } from "./layout";
import words from "./locales/en.json";
import type { Design, Finding } from "./types";

const DESIGN = arranged({
  fields: [
    { name: "days", type: "number", label: { en: "Days" } },
    { name: "why", type: "text", label: { en: "Why" }, visible: "days > 3" },
  ],
  list: ["days"],
});
const FINDINGS: Finding[] = [{ path: "fields.1.visible", code: "x", level: "error", message: "Nobody knows days." }];
const onChange = vi.fn<(design: Design) => void>();
const last = () => onChange.mock.calls.at(-1)![0];

function Page({ design, fixed }: { design: Design; fixed: string[] }) {
  const [now, setNow] = useState(design);
  onChange.mockImplementation(setNow);
  return (
    <App>
      <FormDesigner
        design={now}
        onChange={onChange}
        findings={FINDINGS}
        fixed={fixed}
        preview={(shown, device) => `${device} with ${shown.fields.length}`}
      />
    </App>
  );
}
const open = (design: Design = DESIGN, fixed: string[] = []) => render(<Page design={design} fixed={fixed} />);
const card = (name: string) => screen.getByRole("group", { name });
const palette = () => screen.getByRole("complementary", { name: words.palette.title });

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { form: words } }, defaultNS: "form" });
});
beforeEach(() => onChange.mockReset());
afterEach(cleanup);

test("a type pressed in the palette stands at the end of the form and is taken back by undo", () => {
  open();
  fireEvent.click(within(palette()).getByRole("button", { name: "Date" }));
  expect(last().fields.map((field) => field.name)).toEqual(["days", "why", "date_1"]);
  expect(last().layout).toMatchObject([{ items: [{ field: "days" }, { field: "why" }, { field: "date_1" }] }]);
  fireEvent.keyDown(document.body, { key: "z", ctrlKey: true });
  expect(last()).toEqual(DESIGN);
  fireEvent.keyDown(document.body, { key: "y", ctrlKey: true });
  expect(last().fields).toHaveLength(3);
});

test("the search leaves only what it means", () => {
  open();
  fireEvent.change(within(palette()).getByRole("textbox"), { target: { value: "signed" } });
  expect(within(palette()).getByRole("button", { name: "Signature" })).toBeTruthy();
  expect(within(palette()).queryByRole("button", { name: "Date" })).toBeNull();
});

test("cards move by Alt and arrows, and go by Delete", () => {
  open();
  fireEvent.keyDown(card("Why"), { key: "ArrowUp", altKey: true });
  expect(last().layout).toMatchObject([{ items: [{ field: "why" }, { field: "days" }] }]);
  fireEvent.keyDown(card("Days"), { key: "Delete" });
  expect(last().fields.map((field) => field.name)).toEqual(["why"]);
  expect(last().list).toEqual([]);
});

test("a complaint stands at its field and at its property", () => {
  open();
  expect(within(card("Why")).getByText("Nobody knows days.")).toBeTruthy();
  expect(within(card("Days")).queryByText("Nobody knows days.")).toBeNull();
  fireEvent.click(card("Why"));
  expect(screen.getByRole("alert").textContent).toBe("Nobody knows days.");
});

test("a new name reaches expressions; a published one cannot be changed", () => {
  open(DESIGN, ["why"]);
  fireEvent.click(card("Days"));
  const name = screen.getByLabelText(words.name.title);
  fireEvent.change(name, { target: { value: "form" } });
  fireEvent.blur(name);
  expect(onChange).not.toHaveBeenCalled();
  fireEvent.change(name, { target: { value: "length" } });
  fireEvent.blur(name);
  expect(last().fields).toMatchObject([{ name: "length" }, { name: "why", visible: "length > 3" }]);
  fireEvent.click(card("Why"));
  expect(screen.getByLabelText<HTMLInputElement>(words.name.title).disabled).toBe(true);
});

test("an expression is completed by a label", () => {
  open();
  fireEvent.click(card("Why"));
  const box = screen.getByLabelText<HTMLTextAreaElement>(words.logic.visible);
  fireEvent.change(box, { target: { value: "day", selectionStart: 3 } });
  expect(screen.getAllByRole("option")[0]?.textContent).toContain("days");
  fireEvent.keyDown(box, { key: "Tab" });
  expect(last().fields[1]?.visible).toBe("days");
});

test("the preview shows the design as it stands", () => {
  open();
  const modes = screen.getByRole("radiogroup", { name: words.mode.label });
  fireEvent.click(within(modes).getByText(words.mode.phone));
  expect(screen.getByText("phone with 2")).toBeTruthy();
});
