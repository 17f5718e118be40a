/** The designer of processes in BPMN: the drawing, what is said about each part of it, and what the check finds. */
import { App, ConfigProvider, Tabs, theme } from "antd";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppearance } from "@/core/session/appearance";
import { Blank, Skeleton } from "@/ui/Blank";
import { type Desk, DeskProvider, type FieldInfo, type Finding } from "./desk";
import { Findings } from "./Findings";
import type { Editing } from "./modeler/edit";
import { type Mark, showMarks } from "./modeler/marks";
import { partOf, type Registry, type Stack } from "./modeler/parts";
import { goTo } from "./modeler/view";
import { Properties } from "./properties/Properties";
import { Toolbar } from "./Toolbar";
import { useModeler } from "./use-modeler";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "./bpmn.css";
import "./properties.css";

export interface BpmnDesignerProps {
  xml: string;
  onChange: (xml: string) => void;
  findings?: Finding[];
  fields?: FieldInfo[];
  readOnly?: boolean;
}

const NONE: never[] = [];

export default function BpmnDesigner(props: BpmnDesignerProps) {
  const { xml, onChange, findings = NONE, fields = NONE, readOnly = false } = props;
  // Words of inputs come along: whatever waits below would take the canvas away for a moment, and what is selected with it.
  const { t } = useTranslation(["bpmn", "resource"]);
  const { message } = App.useApp();
  const { token } = theme.useToken();
  const { language } = useAppearance();
  const { setPlace, shown, failed, open } = useModeler({ xml, language, readOnly, onChange });
  const [tab, setTab] = useState("properties");
  const marks = useRef<Mark[]>([]);
  const viewer = shown?.viewer;

  const desk = useMemo((): Desk | null => {
    if (!shown) return null;
    const editing = readOnly ? null : shown.viewer.get<Editing>("heyiEditing");
    return {
      viewer: shown.viewer,
      shape: shown.shape,
      part: partOf(shown.shape),
      editing,
      registry: shown.viewer.get<Registry>("elementRegistry"),
      fields,
      language,
      apply: (changes, shape = shown.shape) => editing?.apply(shape, changes),
    };
  }, [shown, fields, language, readOnly]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a file that was opened anew has lost its marks.
  useEffect(() => {
    if (!viewer) return;
    marks.current = showMarks(viewer, marksOf(findings), marks.current, (node) => {
      setTab("findings");
      goTo(viewer, node);
    });
  }, [viewer, findings, shown?.losses]);

  const go = (node: string) => {
    if (viewer && !goTo(viewer, node)) setTab("properties");
  };
  const load = async (text: string) => {
    if (await open(text, true)) return onChange(text);
    void message.error(t("broken.file"));
    await open(xml, true);
  };
  const keys = (event: KeyboardEvent) => {
    if (!viewer || readOnly || !(event.ctrlKey || event.metaKey) || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    const stack = viewer.get<Stack>("commandStack");
    if (key === "y" || event.shiftKey) stack.redo();
    else stack.undo();
  };
  const errors = findings.some((one) => one.level === "error");
  const count = findings.length + (shown?.losses.length ?? 0);
  return (
    <section className="bd" data-failed={Boolean(failed)} aria-label={t("title")} onKeyDown={keys}>
      <DeskProvider value={desk}>
        {desk && shown ? (
          <Toolbar canUndo={shown.canUndo} canRedo={shown.canRedo} onGo={go} onOpen={(text) => void load(text)} />
        ) : (
          <div className="bd-toolbar" />
        )}
        <div className="bd-stage">
          <div className="bd-canvas" ref={setPlace} />
        </div>
        {failed ? (
          <div className="bd-broken" role="alert">
            <Blank title={t("broken.title")} hint={t("broken.hint")} />
            <p className="hy-faint">{failed.message}</p>
          </div>
        ) : null}
        <aside className="bd-side" aria-label={t("side")}>
          {desk && shown ? (
            <ConfigProvider theme={readOnly ? { token: { colorTextDisabled: token.colorText } } : undefined}>
              <Tabs
                activeKey={tab}
                onChange={setTab}
                items={[
                  { key: "properties", label: t("tab.properties"), children: <Properties /> },
                  {
                    key: "findings",
                    label: (
                      <span className="hy-row">
                        {t("tab.findings")}
                        {count ? (
                          <span className="bd-count" data-tone={errors ? "red" : "orange"}>
                            {count}
                          </span>
                        ) : null}
                      </span>
                    ),
                    children: <Findings findings={findings} losses={shown.losses} onOpen={go} />,
                  },
                ]}
              />
            </ConfigProvider>
          ) : failed ? null : (
            <Skeleton rows={8} />
          )}
        </aside>
      </DeskProvider>
    </section>
  );
}

const isTyping = (target: EventTarget): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || isOnCanvas(target);

/** The canvas has its own keys. */
const isOnCanvas = (target: EventTarget): boolean =>
  target instanceof Element && Boolean(target.closest(".djs-container"));

function marksOf(findings: Finding[]): Mark[] {
  const byNode = new Map<string, Finding[]>();
  for (const one of findings) if (one.node) byNode.set(one.node, [...(byNode.get(one.node) ?? []), one]);
  return [...byNode].map(([node, found]) => ({
    node,
    tone: found.some((one) => one.level === "error") ? ("red" as const) : ("orange" as const),
    count: found.length,
    title: found.map((one) => one.message).join("\n"),
  }));
}
