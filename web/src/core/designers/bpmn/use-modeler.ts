import { useCallback, useEffect, useRef, useState } from "react";
import type { Language } from "@/api/types";
import { type Moddle, withDiagram } from "./layout/draw";
import { makeViewer } from "./modeler/make";
import type { Canvas, Registry, Selection, Shape, Stack, Viewer } from "./modeler/parts";
import { showAll } from "./modeler/view";

interface Given {
  xml: string;
  language: Language;
  readOnly: boolean;
  onChange: (xml: string) => void;
}

export interface Shown {
  viewer: Viewer;
  shape: Shape;
  canUndo: boolean;
  canRedo: boolean;
  /** What the file has that could not be read and would not be written. */
  losses: string[];
}

/** The life of bpmn-js in the page: files in, changes out, and what is selected. */
export function useModeler({ xml, language, readOnly, onChange }: Given) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const [shown, setShown] = useState<Shown>();
  const [failed, setFailed] = useState<Error>();
  const viewer = useRef<Viewer>(null);
  const last = useRef("");
  /** What was told and has not yet come back; only what is not among it is another file. */
  const told = useRef<string[]>([]);
  const drawn = useRef(false);
  const tell = useRef(onChange);
  tell.current = onChange;

  const open = useCallback(async (text: string, first: boolean): Promise<boolean> => {
    const mine = viewer.current;
    if (!mine) return false;
    const canvas = mine.get<Canvas>("canvas");
    const before =
      first || !drawn.current
        ? null
        : {
            box: canvas.viewbox(),
            ids: mine
              .get<Selection>("selection")
              .get()
              .map((s) => s.id),
          };
    last.current = text;
    told.current = [];
    const isOld = () => viewer.current !== mine || last.current !== text;
    try {
      const whole = await withDiagram(mine.get<Moddle>("moddle"), text);
      if (isOld()) return false;
      const { warnings } = await mine.importXML(whole);
      if (isOld()) return false;
      setFailed(undefined);
      drawn.current = true;
      const registry = mine.get<Registry>("elementRegistry");
      if (before) canvas.viewbox(before.box);
      else showAll(mine);
      const kept = before?.ids.map((id) => registry.get(id)).find(Boolean);
      mine.get<Selection>("selection").select(kept ?? null);
      setShown(look(mine, warnings.map(String)));
      return true;
    } catch (error) {
      if (isOld()) return false;
      drawn.current = false;
      setShown(undefined);
      setFailed(error as Error);
      return false;
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new file is opened below, not by a new modeler.
  useEffect(() => {
    if (!place) return;
    const mine = makeViewer(place, language, readOnly);
    viewer.current = mine;
    const again = () => setShown((now) => now && look(mine, now.losses));
    mine.on("selection.changed", again);
    mine.on("root.set", again);
    mine.on("commandStack.changed", async ({ trigger }: { trigger?: string }) => {
      again();
      if (trigger === "clear") return;
      const saved = await mine.saveXML({ format: true });
      if (viewer.current !== mine || !saved.xml || saved.xml === last.current) return;
      last.current = saved.xml;
      told.current.push(saved.xml);
      tell.current(saved.xml);
    });
    void open(last.current || xml, true);
    return () => {
      viewer.current = null;
      setShown(undefined);
      mine.destroy();
    };
  }, [place, language, readOnly, open]);

  useEffect(() => {
    const back = told.current.indexOf(xml);
    if (back >= 0) told.current.splice(0, back + 1);
    else if (viewer.current && xml !== last.current) void open(xml, false);
  }, [xml, open]);

  return { setPlace, shown, failed, open };
}

function look(viewer: Viewer, losses: string[]): Shown {
  const selected = viewer.get<Selection>("selection").get();
  const root = viewer.get<Canvas>("canvas").getRootElement();
  const stack = viewer.get<Stack | null>("commandStack", false);
  return {
    viewer,
    shape: selected.length === 1 ? (selected[0]!.labelTarget ?? selected[0]!) : root,
    canUndo: stack?.canUndo() ?? false,
    canRedo: stack?.canRedo() ?? false,
    losses,
  };
}
