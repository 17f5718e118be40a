import { useDndContext, useDraggable, useDroppable } from "@dnd-kit/core";
import { Plus } from "lucide-react";
import { Fragment, use, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { CardTools, useCard } from "./CardTools";
import { type Chosen, findingsAt, useDesigner } from "./context";
import { ownerOf } from "./design";
import { DropContext, idOf } from "./dragging";
import { ItemCard } from "./ItemCard";
import { FieldIcon } from "./icons";
import { blankSection, changeBlock, findingPath, pathOf, placeOf, type Slot } from "./layout";
import { type Block, type Design, isFieldItem, type Section, type Tabs } from "./types";

/** Blocks below each other, with the gaps between them into which others fall. */
export function BlockList({ parent, blocks }: { parent: string; blocks: Block[] }) {
  return (
    <>
      <Gap slot={{ parent, index: 0 }} />
      {blocks.map((block, index) => (
        <Fragment key={index}>
          {block.type === "section" ? (
            <SectionView section={block} path={pathOf(parent, index)} />
          ) : (
            <TabsView block={block} path={pathOf(parent, index)} />
          )}
          <Gap slot={{ parent, index: index + 1 }} />
        </Fragment>
      ))}
    </>
  );
}

function Gap({ slot }: { slot: Slot }) {
  const { t } = useTranslation("form");
  const id = idOf.gap(slot);
  const { setNodeRef } = useDroppable({
    id,
    data: { kind: "gap", slot, label: t("drag.gap", { n: slot.index + 1 }) },
  });
  return <div ref={setNodeRef} className="fd-gap" data-over={use(DropContext)?.id === id} />;
}

function useBlock(path: string, tabs: boolean, label: string) {
  const { setNodeRef, setActivatorNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: idOf.block(path),
    data: { kind: "block", path, tabs, label, icon: tabs ? "tabs" : "section" },
  });
  const card = useCard({ kind: "block", path }, listeners);
  return { card, isDragging, setNodeRef, grip: { ref: setActivatorNodeRef, attributes } };
}

function SectionView({ section, path }: { section: Section; path: string }) {
  const { t } = useTranslation("form");
  const { say, findings } = useDesigner();
  const title = say(section.title);
  const { card, isDragging, setNodeRef, grip } = useBlock(path, false, title || t("type.section"));
  const faults = findingsAt(findings, findingPath(path), true);
  return (
    <section
      ref={setNodeRef}
      className="fd-block"
      data-dragging={isDragging}
      data-fault={faults.length > 0}
      aria-label={title || t("type.section")}
      {...card.props}
    >
      <header className="fd-block-head" data-quiet={!title}>
        {title ? <h2 className="hy-ellipsis">{title}</h2> : <span className="hy-faint">{t("section.untitled")}</span>}
        {section.visible ? <span className="fd-cond">{t("logic.conditional")}</span> : null}
        <span className="hy-grow" />
        <CardTools target={{ kind: "block", path }} grip={grip} label={title || t("type.section")} />
      </header>
      <Items section={section} path={path} />
    </section>
  );
}

function Items({ section, path }: { section: Section; path: string }) {
  const { t } = useTranslation("form");
  const { say } = useDesigner();
  const id = idOf.end(path);
  const { setNodeRef } = useDroppable({
    id,
    data: {
      kind: "end",
      place: { block: path, index: section.items.length },
      label: t("drag.end", { name: say(section.title, t("type.section")) }),
    },
  });
  const over = use(DropContext)?.id === id;
  return (
    <div ref={setNodeRef} className="fd-items" data-columns={section.columns} data-over={over}>
      {section.items.map((item, index) => (
        <ItemCard
          key={isFieldItem(item) ? item.field : `text ${index}`}
          item={item}
          place={{ block: path, index }}
          columns={section.columns}
        />
      ))}
      {section.items.length === 0 ? <p className="fd-hole">{t("section.empty")}</p> : null}
      {section.items.length > 0 && over ? <i className="fd-line" /> : null}
    </div>
  );
}

/** The path of the block in which the chosen stands. */
function homeOf(design: Design, chosen: Chosen): string | undefined {
  if (chosen?.kind === "field") return placeOf(design, ownerOf(chosen.ref) ?? chosen.ref)?.block;
  return chosen?.kind === "text" ? chosen.place.block : chosen?.path;
}

function TabsView({ block, path }: { block: Tabs; path: string }) {
  const { t } = useTranslation("form");
  const { say, design, chosen, change, language } = useDesigner();
  const [open, setOpen] = useState(0);
  const home = homeOf(design, chosen);
  useEffect(() => {
    if (home?.startsWith(`${path}.`)) setOpen(Number(home.split(".")[1]));
  }, [home, path]);
  const at = Math.min(open, block.tabs.length - 1);
  const { card, isDragging, setNodeRef, grip } = useBlock(path, true, t("type.tabs"));
  const dragging = useDndContext().active !== null;
  const add = () => {
    const n = block.tabs.length + 1;
    const tab = { title: { [language]: t("tabs.sample", { n }) }, blocks: [blankSection()] };
    change(changeBlock(design, path, { tabs: [...block.tabs, tab] }));
    setOpen(n - 1);
  };
  return (
    <section
      ref={setNodeRef}
      className="fd-block fd-tabs"
      data-dragging={isDragging}
      aria-label={t("type.tabs")}
      {...card.props}
    >
      <header className="fd-block-head">
        <FieldIcon name="tabs" size={14} />
        <div className="fd-tablist" role="tablist">
          {block.tabs.map((tab, index) => (
            <button
              key={index}
              type="button"
              role="tab"
              className="hy-plain hy-touch"
              aria-selected={index === at}
              onClick={() => setOpen(index)}
              onPointerEnter={dragging ? () => setOpen(index) : undefined}
            >
              {say(tab.title, t("tabs.sample", { n: index + 1 }))}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="hy-plain hy-touch fd-addtab"
          aria-label={t("tabs.add")}
          title={t("tabs.add")}
          onClick={add}
        >
          <Plus size={15} aria-hidden="true" />
        </button>
        <span className="hy-grow" />
        <CardTools target={{ kind: "block", path }} grip={grip} label={t("type.tabs")} />
      </header>
      <div className="fd-tab" role="tabpanel">
        <BlockList parent={`${path}.${at}`} blocks={block.tabs[at]?.blocks ?? []} />
      </div>
    </section>
  );
}
