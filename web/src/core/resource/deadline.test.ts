import { describe, expect, test } from "vitest";
import type { Field } from "@/api/types";
import { isLate } from "./deadline";

const close = { name: "close_on", kind: "date", label: "D", deadline: { outcome: ["open"] } } as unknown as Field;
const past = "2020-01-01";

describe("a deadline", () => {
  test("is late once it has passed while its record is open", () => {
    expect(isLate(close, past, { outcome: "open" })).toBe(true);
    expect(isLate(close, "2999-01-01", { outcome: "open" })).toBe(false);
  });
  test("no longer counts when the record is closed, and not as long as nobody knows", () => {
    expect(isLate(close, past, { outcome: "won" })).toBe(false);
    expect(isLate(close, past, {})).toBe(false);
    expect(isLate(close, past)).toBe(false);
  });
  test("always counts without conditions; other dates never do", () => {
    expect(isLate({ ...close, deadline: {} }, past)).toBe(true);
    expect(isLate({ ...close, deadline: undefined }, past)).toBe(false);
  });
  test("counts for an empty choice when that is what keeps it open", () => {
    const promise = { ...close, deadline: { outcome: [""] } };
    expect(isLate(promise, past, { outcome: null })).toBe(true);
    expect(isLate(promise, past, { outcome: "done" })).toBe(false);
  });
});
