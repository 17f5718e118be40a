import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import { useState } from "react";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { FormFiller, type FormFillerProps } from "./FormFiller";
import words from "./locales/en.json";
import type { Design, Values } from "./types";

const ME = { id: 1, name: "Wei", department: "Sales", post: null };
const DESIGN: Design = {
  fields: [
    { name: "days", type: "number", label: { en: "Days" }, decimals: 1, required: true },
    { name: "why", type: "text", label: { en: "Why" }, visible: "days > 3", needed: "days > 5" },
    { name: "cost", type: "money", label: { en: "Cost" }, formula: "days * 100.5", capitals: true },
    { name: "verdict", type: "text", label: { en: "Verdict" }, later: true },
    { name: "stock", type: "text", label: { en: "Stock" }, hidden: true },
    {
      name: "items",
      type: "lines",
      label: { en: "Items" },
      fields: [{ name: "what", type: "text", label: { en: "What" } }],
    },
  ],
  layout: [{ type: "section", title: { en: "Leave" }, columns: 2, items: [{ field: "days" }, { field: "why" }] }],
};
const onChange = vi.fn<(values: Values) => void>();
const last = () => onChange.mock.calls.at(-1)![0];

function Page({ start = {}, ...more }: Partial<FormFillerProps> & { start?: Values }) {
  const [values, setValues] = useState<Values>(start);
  onChange.mockImplementation(setValues);
  return (
    <App>
      <FormFiller
        {...{ design: DESIGN, errors: [], editing: true, initiator: ME, device: "phone" as const, ...more }}
        values={values}
        onChange={onChange}
      />
    </App>
  );
}
const type = (name: string, value: string) =>
  fireEvent.change(screen.getByLabelText(new RegExp(`^${name}`)), { target: { value } });

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { forms: words } }, defaultNS: "forms" });
});
beforeEach(() => onChange.mockReset());
afterEach(cleanup);

test("what one types shows fields, requires them and is calculated with", () => {
  render(<Page />);
  expect(screen.queryByText("Why")).toBeNull();
  type("Days", "4.25");
  expect(last()).toMatchObject({ days: "4.2", cost: "422.10" });
  expect(screen.getByText("¥422.10")).toBeTruthy();
  expect(screen.getByText("four hundred twenty-two and 10/100")).toBeTruthy();
  expect(screen.getByLabelText("Why").getAttribute("aria-required")).toBeNull();
  type("Days", "6");
  expect(screen.getByLabelText(/^Why/).getAttribute("aria-required")).toBe("true");
  expect(screen.queryByText("Stock")).toBeNull();
});

test("fields that the layout does not name stand at the end; those of deciders are closed until a step opens them", () => {
  const { rerender } = render(<Page />);
  expect(screen.getByText(words.field.later)).toBeTruthy();
  rerender(<Page modes={{ verdict: "required" }} />);
  type("Verdict", "fine");
  expect(last().verdict).toBe("fine");
});

test("a hidden field is not in the page and a masked one shows no value", () => {
  render(<Page start={{ days: "9", verdict: "secret words" }} modes={{ days: "hidden", verdict: "masked" }} />);
  expect(screen.queryByText("Days")).toBeNull();
  expect(document.body.textContent).not.toContain("secret words");
  expect(screen.getAllByText(words.view.masked)).toHaveLength(1);
});

test("complaints stand beside their fields, and those of no field above the form", () => {
  const fault = (path: string, message: string) => ({ path, code: "x", message });
  render(<Page errors={[fault("days", "Too long."), fault("", "Over budget."), fault("items.0.what", "Missing.")]} />);
  const days = screen.getByLabelText(/^Days/);
  expect(days.getAttribute("aria-invalid")).toBe("true");
  expect(document.getElementById(days.getAttribute("aria-describedby")!)!.textContent).toBe("Too long.");
  expect(screen.getByText("Over budget.")).toBeTruthy();
  expect(screen.getByText("Row 1, What: Missing.")).toBeTruthy();
});

test("a form that is read has no controls", () => {
  render(<Page editing={false} start={{ days: "2", items: [{ what: "pen" }] }} />);
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(screen.getByText("pen")).toBeTruthy();
});

test("rows are added and filled in as cards on a phone", () => {
  render(<Page />);
  fireEvent.click(screen.getByRole("button", { name: words.lines.add }));
  const card = screen.getByRole("article", { name: "Row 1" });
  fireEvent.change(within(card).getByLabelText("What"), { target: { value: "pen" } });
  expect(last().items).toEqual([{ what: "pen" }]);
});
