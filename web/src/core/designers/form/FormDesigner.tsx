import { DndContext, DragOverlay } from "@dnd-kit/core";
import { Button, Drawer } from "antd";
import { Plus, SlidersHorizontal } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMedia } from "@/ui/useWide";
import { Canvas } from "./Canvas";
import { type Chosen, type Designer, DesignerContext, type FormOption, textIn } from "./context";
import { find } from "./design";
import { atPointer, DropContext } from "./dragging";
import { carried } from "./findings";
import { FieldIcon } from "./icons";
import { arranged, blockAt } from "./layout";
import { Palette } from "./Palette";
import { Properties } from "./Properties";
import { type Device, type Mode, TopBar } from "./TopBar";
import type { Design, Finding } from "./types";
import { useActions } from "./use-actions";
import { useDragging } from "./use-dragging";
import { useHistory } from "./use-history";
import "./designer.css";
import "./controls.css";
import "./canvas.css";
import "./properties.css";

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
  const [mode, setMode] = useState<Mode>("edit");
  const [kept, choose] = useState<Chosen>(null);
  const [sheet, setSheet] = useState<"palette" | "properties" | null>(null);
  const narrow = useMedia("(max-width: 1023px)");
  const design = useMemo(() => arranged(props.design), [props.design]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found is about the design as it then stood
  const checked = useMemo(() => design, [findings]);
  const history = useHistory(design, onChange);
  const spoken = i18n.language.toLowerCase();
  const language = languages.includes(spoken) ? spoken : (languages[0] ?? spoken);
  const chosen = exists(design, kept) ? kept : null;
  const say = (texts: Parameters<typeof textIn>[0], otherwise = "") => textIn(texts, spoken) || otherwise;
  const act = useActions({ design, language, chosen, choose, history, say });
  const dragging = useDragging({ act, design, change: history.change, choose });
  const designer: Designer = {
    design,
    findings: carried(findings, checked, design),
    fixed: useMemo(() => new Set(fixed), [fixed]),
    languages,
    language,
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
        <TopBar mode={mode} onMode={setMode} history={history} narrow={narrow} extra={props.extra} />
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
            <DndContext sensors={NONE} accessibility={dragging.context.accessibility}>
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
