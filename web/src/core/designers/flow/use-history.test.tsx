import { act, renderHook } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import type { Tree } from "@/api/flow";
import { useHistory } from "./use-history";

const named = (name: string): Tree => ({ key: "k", name: { en: name }, steps: [] });

function start() {
  return renderHook(() => {
    const [model, setModel] = useState(() => named("a"));
    return { model, setModel, history: useHistory(model, setModel) };
  }).result;
}
type Held = ReturnType<typeof start>;
const name = (held: Held) => held.current.model.name.en;
const commit = (held: Held, to: string, about?: string) => act(() => held.current.history.commit(named(to), about));
const undo = (held: Held) => act(() => held.current.history.undo?.());
const redo = (held: Held) => act(() => held.current.history.redo?.());

test("changes are undone one by one and done again", () => {
  const held = start();
  commit(held, "b");
  commit(held, "c");
  undo(held);
  expect(name(held)).toBe("b");
  undo(held);
  expect(name(held)).toBe("a");
  expect(held.current.history.undo).toBeUndefined();
  redo(held);
  redo(held);
  expect(name(held)).toBe("c");
  expect(held.current.history.redo).toBeUndefined();
});

test("a new change takes away what was undone", () => {
  const held = start();
  commit(held, "b");
  undo(held);
  commit(held, "c");
  expect(held.current.history.redo).toBeUndefined();
  undo(held);
  expect(name(held)).toBe("a");
});

test("typing in one place is undone as a whole", () => {
  const held = start();
  commit(held, "b", "name");
  commit(held, "bc", "name");
  commit(held, "bcd", "other");
  undo(held);
  expect(name(held)).toBe("bc");
  undo(held);
  expect(name(held)).toBe("a");
});

test("a tree from elsewhere has nothing to undo", () => {
  const held = start();
  commit(held, "b");
  act(() => held.current.setModel(named("other")));
  expect(held.current.history.undo).toBeUndefined();
  commit(held, "c");
  undo(held);
  expect(name(held)).toBe("other");
});

test("the same tree is no change", () => {
  const held = start();
  act(() => held.current.history.commit(held.current.model));
  expect(held.current.history.undo).toBeUndefined();
});
