import { useDroppable } from "@dnd-kit/core";
import { use, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { BlockList } from "./BlockList";
import { useDesigner } from "./context";
import { DropContext } from "./dragging";
import { FieldIcon } from "./icons";
import type { FieldType } from "./types";

const CHOSEN = ':is(.fd-item, .fd-column, .fd-block)[data-on="true"]';
const MARGIN = 48;
const STARTERS: FieldType[] = ["text", "number", "date", "choice", "person", "file"];

/** The form as it will look; everything in it can be chosen, moved and taken out. */
export function Canvas() {
  const { t } = useTranslation("form");
  const { design, chosen, choose } = useDesigner();
  const box = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has just been chosen is looked for in the page
  useEffect(() => {
    const card = box.current?.querySelector(CHOSEN)?.getBoundingClientRect();
    const view = box.current?.getBoundingClientRect();
    if (card && view && (card.top > view.bottom - MARGIN || card.bottom < view.top + MARGIN))
      box.current?.querySelector(CHOSEN)?.scrollIntoView({ block: "center" });
  }, [chosen]);
  const empty = design.layout.length === 0;
  return (
    <main
      ref={box}
      className="fd-canvas"
      aria-label={t("canvas.title")}
      onPointerDown={(event) => {
        if (!(event.target as Element).closest(".fd-block, .fd-empty")) choose(null);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape" && event.target === event.currentTarget) choose(null);
      }}
    >
      <div className="fd-paper">{empty ? <EmptyCanvas /> : <BlockList parent="" blocks={design.layout} />}</div>
    </main>
  );
}

function EmptyCanvas() {
  const { t } = useTranslation("form");
  const { act, reveal } = useDesigner();
  const drop = use(DropContext);
  const { setNodeRef } = useDroppable({ id: "canvas", data: { kind: "canvas", label: t("canvas.title") } });
  return (
    <div ref={setNodeRef} className="fd-empty" data-over={drop?.id === "canvas"}>
      <svg
        width="132"
        height="84"
        viewBox="0 0 132 84"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        aria-hidden="true"
      >
        <rect x="26" y="6" width="80" height="72" rx="8" />
        <path d="M38 22h22M38 46h16" strokeLinecap="round" />
        <rect x="38" y="28" width="56" height="9" rx="3" strokeDasharray="4 4" />
        <rect x="38" y="52" width="56" height="9" rx="3" strokeDasharray="4 4" stroke="var(--hy-gold)" />
        <path d="m112 60 0 16 4-4 3 7 3-1.500-3-6.500h6z" fill="var(--hy-surface)" strokeLinejoin="round" />
      </svg>
      <strong>{t("canvas.empty")}</strong>
      <p>{reveal ? t("canvas.emptyTouch") : t("canvas.emptyHint")}</p>
      <div className="fd-starters">
        {STARTERS.map((type) => (
          <button key={type} type="button" className="fd-tile hy-touch" onClick={() => act.add(type)}>
            <FieldIcon name={type} size={15} />
            <span>{t(`type.${type}`)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
