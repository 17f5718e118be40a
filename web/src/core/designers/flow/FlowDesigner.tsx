import { App, Button } from "antd";
import { Minus, Plus, Redo2, Send, Undo2 } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldInfo, Finding, Tree } from "@/api/flow";
import { usePhone } from "@/ui/useWide";
import { Card } from "./Card";
import { FlowContext, START } from "./context";
import { useNames } from "./directory";
import { FindingsButton } from "./FindingsButton";
import { ends, MAIN } from "./model";
import { operandsOf } from "./operands";
import { Properties } from "./Properties";
import { Steps } from "./Steps";
import { say } from "./texts";
import { useActs } from "./use-acts";
import { useHistory } from "./use-history";
import "./flow.css";
import "./panel.css";
import "./stacked.css";

interface Props {
  /** Hand back what `onChange` gave: another object is another process, and begins without anything to undo. */
  model: Tree;
  onChange?: (model: Tree) => void;
  fields: FieldInfo[];
  findings?: Finding[];
  readOnly?: boolean;
}

const ZOOMS = [0.5, 0.67, 0.8, 1, 1.25];
const NONE: Finding[] = [];

/** 简易流程设计器: a process from top to bottom, with the properties of the chosen step beside it. */
export function FlowDesigner({ model, onChange, fields, findings = NONE, readOnly = !onChange }: Props) {
  const { t, i18n } = useTranslation("flow");
  const { message } = App.useApp();
  const phone = usePhone();
  const root = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const [zoom, setZoom] = useState(ZOOMS.indexOf(1));
  const language = i18n.language;
  const operands = useMemo(
    () => operandsOf(fields, language, (key, values) => t(`flow:operand.${key}`, { of: values?.of ?? "" })),
    [fields, language, t],
  );
  const names = useNames(model, operands);
  const history = useHistory(model, onChange ?? (() => undefined));
  const acts = useActs({ model, root, history, setSelected, message });
  const byNode = useMemo(() => groupedBy(findings), [findings]);
  const words = { t, names, language, tree: model, fields, operands };
  const flow = {
    ...acts,
    words,
    findings: byNode,
    selected,
    readOnly,
    stacked: phone,
    open: setSelected,
    commit: history.commit,
  };

  const onKey = (event: KeyboardEvent) => {
    const typing = (event.target as HTMLElement).closest("input, textarea, [contenteditable]");
    if (readOnly || typing || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    const run = key === "z" ? (event.shiftKey ? history.redo : history.undo) : key === "y" ? history.redo : undefined;
    if (!run) return;
    event.preventDefault();
    run();
    // A card that is gone takes the focus with it, and the next key would be heard by nobody.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) root.current?.querySelector<HTMLElement>(".fl-canvas")?.focus();
    });
  };
  return (
    <FlowContext value={flow}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys bubble here from the cards and the drawer */}
      <div ref={root} className="fl" data-stacked={phone} data-open={selected !== null && !phone} onKeyDown={onKey}>
        <div className="fl-bar" role="toolbar" aria-label={t("toolbar")}>
          {readOnly ? null : (
            <>
              <Button
                type="text"
                icon={<Undo2 size={16} />}
                aria-label={t("undo")}
                title={`${t("undo")} (Ctrl+Z)`}
                disabled={!history.undo}
                onClick={history.undo}
              />
              <Button
                type="text"
                icon={<Redo2 size={16} />}
                aria-label={t("redo")}
                title={`${t("redo")} (Ctrl+Shift+Z)`}
                disabled={!history.redo}
                onClick={history.redo}
              />
            </>
          )}
          <FindingsButton findings={findings} onJump={acts.jump} />
          <span className="hy-grow" />
          {phone ? null : (
            <>
              <Button
                type="text"
                icon={<Minus size={15} />}
                aria-label={t("smaller")}
                disabled={zoom === 0}
                onClick={() => setZoom(zoom - 1)}
              />
              <span className="hy-num hy-faint">{Math.round(ZOOMS[zoom]! * 100)}%</span>
              <Button
                type="text"
                icon={<Plus size={15} />}
                aria-label={t("larger")}
                disabled={zoom === ZOOMS.length - 1}
                onClick={() => setZoom(zoom + 1)}
              />
            </>
          )}
        </div>
        <div className="fl-body">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard (WCAG 2.1.1) */}
          <section className="fl-canvas" aria-label={t("canvas", { name: say(model.name, language) })} tabIndex={0}>
            <div className="fl-flow" style={{ zoom: phone ? 1 : ZOOMS[zoom] }}>
              <Card
                id={START}
                tone="neutral"
                className="fl-start"
                sign={<Send size={15} aria-hidden="true" />}
                kind={t("start.title")}
                name={t("start.title")}
              >
                {t("start.hint", { name: say(model.name, language) })}
              </Card>
              <Steps steps={model.steps} list={MAIN} />
              {ends(model.steps) ? null : <span className="fl-finish">{t("finish")}</span>}
            </div>
          </section>
          <Properties />
        </div>
      </div>
    </FlowContext>
  );
}

function groupedBy(findings: Finding[]): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const one of findings) found.set(one.node, [...(found.get(one.node) ?? []), one]);
  return found;
}
