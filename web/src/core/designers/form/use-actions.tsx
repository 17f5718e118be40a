import { App, Button } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Actions, Chosen } from "./context";
import {
  addColumn,
  addField,
  copyBlock,
  copyField,
  fieldsIn,
  find,
  moveColumn,
  nameOf,
  newField,
  nudge,
  ownerOf,
  refOf,
  removeBlock,
  removeField,
  siblings,
} from "./design";
import {
  addBlock,
  addItem,
  blankSection,
  blockAt,
  landed,
  lastPlace,
  moveBlock,
  moveItem,
  type Place,
  pathOf,
  placeOf,
  removeItem,
  slotOf,
} from "./layout";
import { type Block, type Design, type FieldType, isPart, type Part, type Texts } from "./types";
import type { History } from "./use-history";

interface Needs {
  design: Design;
  language: string;
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  history: History;
  say: (texts: Texts | undefined, otherwise?: string) => string;
}

const UNDO = "form-designer-undo";

/** What palette, canvas and keys do; each is one step of undo and leaves the right thing chosen. */
export function useActions({ design, language, chosen, choose, history, say }: Needs): Actions {
  const { t } = useTranslation("form");
  const { notification } = App.useApp();
  const { change, revision } = history;
  const latest = useRef(history);
  latest.current = history;
  const offered = useRef<number | null>(null);
  // The offer to undo means what was removed, not what came after it.
  useEffect(() => {
    if (offered.current !== null && offered.current !== revision) notification.destroy(UNDO);
  }, [revision, notification]);

  const fresh = (type: FieldType, owner: string | null) =>
    newField(
      type,
      siblings(design, owner).map((field) => field.name),
      { [language]: t(`type.${type}`) },
      (n) => ({ [language]: t("choices.sample", { n }) }),
    );
  const near = (): string | undefined => {
    if (chosen?.kind === "text") return chosen.place.block;
    if (chosen?.kind === "block")
      return blockAt(design.layout, chosen.path)?.type === "section" ? chosen.path : undefined;
    return chosen ? placeOf(design, ownerOf(chosen.ref) ?? chosen.ref)?.block : undefined;
  };
  const sectionOf = (part: Part): Block =>
    part === "tabs"
      ? {
          type: "tabs",
          tabs: [1, 2].map((n) => ({ title: { [language]: t("tabs.sample", { n }) }, blocks: [blankSection()] })),
        }
      : part === "columns"
        ? blankSection(2)
        : { ...blankSection(), title: { [language]: t("type.section") } };

  const insertBlock = (part: Part, parent: string, index: number) => {
    change(addBlock(design, sectionOf(part), { parent, index }));
    choose({ kind: "block", path: pathOf(parent, index) });
  };
  const add = (type: FieldType | Part, place?: Place) => {
    if (type === "description") {
      const [room, end] = place ? [design, place] : lastPlace(design, near());
      change(addItem(room, { type, text: { [language]: t("text.sample") } }, end));
      return choose({ kind: "text", place: end });
    }
    if (isPart(type)) return insertBlock(type, "", design.layout.length);
    const field = fresh(type, null);
    change(addField(design, field, place, near()));
    choose({ kind: "field", ref: field.name });
  };
  const offerUndo = (title: string) => {
    offered.current = revision + 1;
    notification.open({
      key: UNDO,
      duration: 6,
      title,
      actions: (
        <Button
          size="small"
          onClick={() => {
            notification.destroy(UNDO);
            if (latest.current.revision === offered.current) latest.current.undo();
          }}
        >
          {t("undo")}
        </Button>
      ),
    });
  };
  const remove = (target: NonNullable<Chosen>) => {
    choose(null);
    if (target.kind === "field") {
      const field = find(design, target.ref);
      change(removeField(design, target.ref));
      return offerUndo(t("removed.field", { name: say(field?.label, nameOf(target.ref)) }));
    }
    if (target.kind === "text") {
      change(removeItem(design, target.place));
      return offerUndo(t("removed.text"));
    }
    const block = blockAt(design.layout, target.path);
    change(removeBlock(design, target.path));
    offerUndo(t("removed.block", { count: block ? fieldsIn(block).length : 0 }));
  };
  const copy = (target: NonNullable<Chosen>) => {
    if (target.kind === "text") {
      const section = blockAt(design.layout, target.place.block);
      if (section?.type !== "section") return;
      const place = { ...target.place, index: target.place.index + 1 };
      change(addItem(design, structuredClone(section.items[target.place.index]!), place));
      return choose({ kind: "text", place });
    }
    const [next, to] = target.kind === "field" ? copyField(design, target.ref) : copyBlock(design, target.path);
    change(next);
    choose(target.kind === "field" ? { kind: "field", ref: to } : { kind: "block", path: to });
  };
  const move = (from: Place, to: Place) => {
    change(moveItem(design, from, to));
    if (chosen?.kind === "text") choose({ kind: "text", place: landed(from, to) });
  };
  const nudgeBlock = (path: string, step: 1 | -1) => {
    const slot = slotOf(path);
    const next = { ...slot, index: slot.index + step };
    if (next.index < 0 || !blockAt(design.layout, pathOf(next.parent, next.index))) return;
    change(moveBlock(design, path, { ...slot, index: step > 0 ? next.index + 1 : next.index }));
    choose({ kind: "block", path: pathOf(next.parent, next.index) });
  };
  const step = (target: NonNullable<Chosen>, by: 1 | -1) => {
    if (target.kind === "block") return nudgeBlock(target.path, by);
    const owner = target.kind === "field" ? ownerOf(target.ref) : null;
    if (target.kind === "field" && owner) {
      const index = siblings(design, owner).findIndex((field) => field.name === nameOf(target.ref));
      return index + by < 0 ? undefined : change(moveColumn(design, owner, index, by > 0 ? index + 2 : index - 1));
    }
    const from = target.kind === "field" ? placeOf(design, target.ref) : target.place;
    const to = from && nudge(design, from, by);
    if (from && to) move(from, to);
  };
  return {
    add,
    addBlock: insertBlock,
    addColumn: (lines, type, index) => {
      const field = fresh(type, lines);
      change(addColumn(design, lines, field, index));
      choose({ kind: "field", ref: refOf(lines, field.name) });
    },
    copy,
    remove,
    move,
    nudge: step,
  };
}
