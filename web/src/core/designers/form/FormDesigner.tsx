import { DndContext, DragOverlay } from "@dnd-kit/core";
import { Button, Drawer, Segmented } from "antd";
import { Monitor, PencilRuler, Plus, Redo2, SlidersHorizontal, Smartphone, Undo2 } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMedia } from "@/ui/useWide";
import { Canvas } from "./Canvas";
import { type Chosen, type Designer, DesignerContext, type FormOption, textIn } from "./context";
import { find } from "./design";
import { atPointer, DropContext } from "./dragging";
import { FindingsButton } from "./FindingsButton";
import { FieldIcon } from "./icons";
import { arranged, blockAt } from "./layout";
import { Palette } from "./Palette";
import { Properties } from "./Properties";
import type { Design, Finding } from "./types";
import { useActions } from "./use-actions";
import { useDragging } from "./use-dragging";
import { useHistory } from "./use-history";
import "./designer.css";
import "./canvas.css";
import "./properties.css";

export type Device = "desktop" | "phone";

interface Props {
  design: Design;
  onChange: (design: Design) => void;
  findings?: Finding[];
  /** The languages that words are kept in. */
  languages?: string[];
  /** Addresses of published fields ("days", "items.price"): their names and types stay. */
  fixed?: string[];
  /** Forms whose approvals may be referred to. */
  forms?: FormOption[];
  preview: (design: Design, device: Device) => ReactNode;
  /** Stands at the right of the bar: save, publish. */
  extra?: ReactNode;
}

const ALL = ["zh-hans", "zh-hant", "en"];
const NONE: never[] = [];
const HELD = [atPointer];

/** A form is laid out here: what it may hold on the left, itself in the middle, the properties of the chosen on the right. */
export function FormDesigner(props: Props) {
  const { findings = NONE, languages = ALL, fixed = NONE, forms = NONE, onChange } = props;
  const { t, i18n } = useTranslation("form");
  const [mode, setMode] = useState<"edit" | Device>("edit");
  const [kept, choose] = useState<Chosen>(null);
  const [sheet, setSheet] = useState<"palette" | "properties" | null>(null);
  const narrow = useMedia("(max-width: 1023px)");
  const design = useMemo(() => arranged(props.design), [props.design]);
  const history = useHistory(design, onChange);
  const language = i18n.language.toLowerCase();
  const chosen = exists(design, kept) ? kept : null;
  const say = (texts: Parameters<typeof textIn>[0], otherwise = "") => textIn(texts, language) || otherwise;
  const act = useActions({ design, language, chosen, choose, change: history.change, undo: history.undo, say });
  const dragging = useDragging(act, design, history.change, choose);
  const designer: Designer = {
    design,
    findings,
    fixed: useMemo(() => new Set(fixed), [fixed]),
    languages,
    language: languages.includes(language) ? language : (languages[0] ?? language),
    forms,
    chosen,
    choose,
    reveal: narrow ? () => setSheet("properties") : undefined,
    change: history.change,
    say,
    act,
  };
  return (
    <DesignerContext value={designer}>
      <div className="fd">
        <header className="fd-bar">
          <span className="hy-row fd-bar-side">
            <Button
              type="text"
              icon={<Undo2 size={16} />}
              aria-label={t("undo")}
              title={`${t("undo")} Ctrl+Z`}
              disabled={!history.canUndo}
              onClick={history.undo}
            />
            <Button
              type="text"
              icon={<Redo2 size={16} />}
              aria-label={t("redo")}
              title={`${t("redo")} Ctrl+Y`}
              disabled={!history.canRedo}
              onClick={history.redo}
            />
          </span>
          <Segmented
            aria-label={t("mode.label")}
            value={mode}
            onChange={setMode}
            options={[
              {
                value: "edit" as const,
                icon: <PencilRuler size={15} />,
                label: narrow ? null : t("mode.edit"),
                title: t("mode.edit"),
              },
              {
                value: "desktop" as const,
                icon: <Monitor size={15} />,
                label: narrow ? null : t("mode.desktop"),
                title: t("mode.desktop"),
              },
              {
                value: "phone" as const,
                icon: <Smartphone size={15} />,
                label: narrow ? null : t("mode.phone"),
                title: t("mode.phone"),
              },
            ]}
          />
          <span className="hy-row fd-bar-side" data-end="true">
            <FindingsButton />
            {props.extra}
          </span>
        </header>
        {mode === "edit" ? (
          <DropContext value={dragging.drop}>
            <DndContext {...dragging.context}>
              <div className="fd-panes" data-narrow={narrow} data-held={dragging.held !== null}>
                {narrow ? null : <Palette />}
                <Canvas />
                {narrow ? null : <Properties />}
              </div>
              <DragOverlay dropAnimation={null} modifiers={HELD}>
                {dragging.held ? (
                  <div className="fd-held">
                    <FieldIcon name={dragging.held.icon} />
                    <span className="hy-ellipsis">{dragging.held.label}</span>
                  </div>
                ) : null}
              </DragOverlay>
            </DndContext>
          </DropContext>
        ) : (
          <div className="fd-preview" data-device={mode}>
            <div className="fd-frame">{props.preview(design, mode)}</div>
          </div>
        )}
        {narrow && mode === "edit" ? (
          <nav className="fd-dock" aria-label={t("dock")}>
            <Button icon={<Plus size={16} />} type="primary" onClick={() => setSheet("palette")}>
              {t("palette.add")}
            </Button>
            <Button icon={<SlidersHorizontal size={16} />} onClick={() => setSheet("properties")}>
              {chosen ? t("properties.title") : t("properties.form")}
            </Button>
          </nav>
        ) : null}
        <Drawer
          open={narrow && sheet !== null}
          placement="bottom"
          size="72%"
          title={sheet === "palette" ? t("palette.title") : t("properties.title")}
          styles={{ body: { padding: 0 } }}
          onClose={() => setSheet(null)}
        >
          {sheet === "palette" ? (
            <DndContext sensors={NONE}>
              <Palette onAdded={() => setSheet(null)} />
            </DndContext>
          ) : (
            <Properties />
          )}
        </Drawer>
      </div>
    </DesignerContext>
  );
}

/** Whether what was chosen is still there: an undo may have taken it. */
function exists(design: Design, chosen: Chosen): boolean {
  if (!chosen) return true;
  if (chosen.kind === "field") return find(design, chosen.ref) !== undefined;
  if (chosen.kind === "block") return blockAt(design.layout, chosen.path) !== undefined;
  const section = blockAt(design.layout, chosen.place.block);
  const item = section?.type === "section" ? section.items[chosen.place.index] : undefined;
  return item !== undefined && !("field" in item);
}
