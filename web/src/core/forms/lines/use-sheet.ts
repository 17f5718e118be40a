/** Where one is in a sheet, and how keys and pasted blocks move and fill it. */
import { App } from "antd";
import { type ClipboardEvent, type KeyboardEvent, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Values } from "../types";
import { isTextual } from "./columns";
import type { SheetProps } from "./LinesField";
import { paste } from "./paste";
import { added, type Change, copied, mostOf, moved, put, removed } from "./rows";

export interface Active {
  row: number;
  column: number;
}

const caretAt = (target: EventTarget, side: "start" | "end"): boolean => {
  if (!(target instanceof HTMLInputElement)) return true;
  const { selectionStart: start, selectionEnd: end, value } = target;
  if (start === null || (start === 0 && end === value.length)) return true;
  return start === end && (side === "start" ? start === 0 : end === value.length);
};

export function useSheet(props: SheetProps) {
  const { t } = useTranslation("forms");
  const { message } = App.useApp();
  const [active, setActive] = useState<Active | null>(null);
  const latest = useRef({ ...props, active });
  latest.current = { ...props, active };

  const write = useCallback((rows: Values[]) => {
    latest.current.rows = rows;
    latest.current.onChange(latest.current.field.name, rows);
  }, []);
  const change = useCallback(
    (index: number, name: string, value: unknown) => write(put(latest.current.rows, index, name, value)),
    [write],
  );
  const apply = useCallback(
    ([rows, row]: Change) => {
      if (rows !== latest.current.rows) write(rows);
      setActive((now) => (rows.length ? { row, column: now?.column ?? 0 } : null));
    },
    [write],
  );
  const act = useCallback(
    (name: "add" | "copy" | "remove" | "up" | "down", index: number) => {
      const { field, rows } = latest.current;
      if ((name === "add" || name === "copy") && rows.length >= mostOf(field)) {
        void message.warning(t("lines.full", { most: mostOf(field) }));
        return;
      }
      if (name === "add") apply(added(field, rows, index));
      if (name === "copy") apply(copied(field, rows, index));
      if (name === "remove") apply(removed(rows, index));
      if (name === "up" || name === "down") apply(moved(rows, index, name === "up" ? -1 : 1));
    },
    [apply, message, t],
  );

  const go = (row: number, column: number): boolean => {
    const { rows, columns, field, open } = latest.current;
    if (column < 0 || column >= columns.length || row < 0) return false;
    if (row >= rows.length) {
      if (!open || rows.length >= mostOf(field)) return false;
      write(added(field, rows)[0]);
    }
    setActive({ row, column });
    return true;
  };
  /** The next cell that can be filled in, over the end of the row into the next one. */
  const tab = (at: Active, step: 1 | -1): boolean => {
    const { rows, columns } = latest.current;
    for (let place = at.row * columns.length + at.column + step; ; place += step) {
      if (place < 0 || place >= rows.length * columns.length) return false;
      const column = place % columns.length;
      if (columns[column]!.access === "write") return go(Math.floor(place / columns.length), column);
    }
  };
  const rowKey = (event: KeyboardEvent, row: number): boolean => {
    if (!latest.current.open) return false;
    const strong = event.ctrlKey || event.metaKey;
    if (strong && event.key === "Enter" && event.shiftKey) act("add", row);
    else if (strong && event.key.toLowerCase() === "d") act("copy", row);
    else if (strong && (event.key === "Delete" || event.key === "Backspace")) act("remove", row);
    else if (event.altKey && event.shiftKey && event.key === "ArrowUp") act("up", row);
    else if (event.altKey && event.shiftKey && event.key === "ArrowDown") act("down", row);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = latest.current.active;
    if (!at || event.nativeEvent.isComposing) return;
    if (rowKey(event, at.row) || moveKey(event, at)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const moveKey = (event: KeyboardEvent, at: Active): boolean => {
    const column = latest.current.columns[at.column];
    const { key } = event;
    if (key === "Tab") return tab(at, event.shiftKey ? -1 : 1);
    if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
    // Lists and calendars use the arrows themselves; there the Alt key moves.
    const free = event.altKey || !column || column.access !== "write" || isTextual(column.field);
    if (!free) return false;
    if (key === "Enter" && !event.altKey) return go(at.row + 1, at.column) || true;
    if (key === "ArrowDown") return at.row + 1 < latest.current.rows.length ? go(at.row + 1, at.column) : true;
    if (key === "ArrowUp") return go(at.row - 1, at.column) || true;
    if (key === "ArrowLeft") return caretAt(event.target, "start") && go(at.row, at.column - 1);
    if (key === "ArrowRight") return caretAt(event.target, "end") && go(at.row, at.column + 1);
    return false;
  };
  const onPaste = (event: ClipboardEvent) => {
    const { active: at, columns, field, rows, open } = latest.current;
    if (!at) return;
    const text = event.clipboardData.getData("text/plain");
    const writable = new Set(columns.filter(({ access }) => access === "write").map((one) => one.field.name));
    if (writable.size === 0) return;
    const name = columns[at.column]!.field.name;
    const limited = open ? field : { ...field, most: rows.length };
    const found = paste(text, limited, {
      columns: columns.map((one) => one.field),
      writable,
      rows,
      at: [at.row, name],
    });
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    if ("refused" in found) {
      void message.error(t("lines.tooMany", { count: found.count, most: found.most, row: at.row + 1 }), 6);
      return;
    }
    write(found.rows);
    void message.success(t("lines.pasted", { count: text.trimEnd().split("\n").length }));
    if (found.ignored) void message.warning(t("lines.ignored", { count: found.ignored }), 6);
  };
  return { active, setActive, change, act, onKeyDown, onPaste };
}
