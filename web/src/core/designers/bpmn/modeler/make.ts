/** The modeler of this page: bpmn-js with our extension, our words and our colours. */
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import type { Language } from "@/api/types";
import { belonging } from "./belonging";
import { editing } from "./edit";
import heyi from "./heyi.json";
import { speaking, writing } from "./names";
import { offers } from "./offers";
import type { Viewer } from "./parts";
import { searching } from "./search";
import { translation } from "./translate";

/** Colours are variables, so that light and dark change without drawing anew. */
const COLOURS = {
  defaultFillColor: "var(--bd-fill)",
  defaultStrokeColor: "var(--bd-stroke)",
  defaultLabelColor: "var(--bd-label)",
};

export function makeViewer(container: HTMLElement, language: Language, readOnly: boolean): Viewer {
  const fontFamily = getComputedStyle(document.documentElement).getPropertyValue("--hy-font") || "sans-serif";
  const shared = {
    container,
    // moddle writes into the description that it gets.
    moddleExtensions: { heyi: structuredClone(heyi) },
    bpmnRenderer: COLOURS,
    textRenderer: {
      defaultStyle: { fontFamily, fontSize: 12, lineHeight: 1.35 },
      externalStyle: { fontSize: 12, lineHeight: 1.35 },
    },
  };
  if (readOnly)
    return new NavigatedViewer({ ...shared, additionalModules: [translation(language), speaking(language)] });
  return new Modeler({
    ...shared,
    additionalModules: [
      translation(language),
      speaking(language),
      editing,
      writing(language),
      searching(language),
      offers,
      belonging,
    ],
  });
}
