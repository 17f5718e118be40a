/** Names in three languages: the drawing speaks the reader's, and writing on it changes the reader's name. */
import type { Language } from "@/api/types";
import type { Change, Editing } from "./edit";
import { extensions, type Part, partOf, type Shape } from "./parts";

export const LANGUAGES = ["zh-hans", "zh-hant", "en"] as const;
export type Names = Record<string, string>;

export const namesOf = (part: Part): Names =>
  Object.fromEntries(
    extensions(part, "heyi:Label").map((one) => [one.get<string>("lang"), one.get<string | undefined>("text") ?? ""]),
  );

/** The same to be edited: one name for all languages counts as one of the language that it is written in. */
export function namesFor(part: Part, reader: Language): Names {
  const names = namesOf(part);
  if (Object.keys(names).length || !part.name) return names;
  const chinese = reader === "zh-Hant" ? "zh-hant" : "zh-hans";
  return { [/\p{Script=Han}/u.test(part.name) ? chinese : "en"]: part.name };
}

/** What a part is called for a reader of this language. */
export const nameIn = (part: Part, language: Language): string => {
  const names = namesOf(part);
  return names[language.toLowerCase()] || part.name || "";
};

/** Names in place of those that there were. `name` itself is the first of them, in the order in which names fall back. */
export function rename(editing: Editing, part: Part, names: Names): Change[] {
  const known = LANGUAGES.filter((one) => names[one]);
  const others = Object.keys(names).filter((one) => !LANGUAGES.some((ours) => ours === one));
  const labels = [...known, ...others].map((lang) => editing.make("heyi:Label", { lang, text: names[lang] }));
  const name = known.length ? names[known[0]!] : undefined;
  return [...editing.replace(part, "heyi:Label", labels), { part, values: { name } }];
}

interface Bus {
  on(event: string, priority: number, listener: (event: never, more: never) => unknown): void;
}
interface Renderer {
  drawShape(gfx: SVGElement, shape: Shape, attributes?: object): SVGElement;
}
/** A label outside of its shape is as wide as its text. */
interface Measure {
  getExternalLabelBounds(shape: Shape, text: string): { x: number; width: number };
}
interface Provider {
  activate(shape: Shape): { text?: string } | undefined;
  update(...written: unknown[]): void;
}
interface Written {
  element: Shape;
  newLabel?: string;
}

/** The same shape under another name, for one drawing of it. */
function renamed(shape: Shape, name: string, more: PropertyDescriptorMap = {}): Shape {
  const part = Object.create(shape.businessObject, { name: { value: name } });
  return Object.create(shape, { businessObject: { value: part }, ...more });
}

const [BEFORE_THE_USUAL, AFTER_THE_USUAL] = [1500, 500];

const differs = (shape: Shape, language: Language): boolean => {
  const part = shape.businessObject;
  return Boolean(part?.name) && nameIn(part, language) !== part.name;
};

/** Draws every shape under its name in the reader's language. */
export function speaking(language: Language) {
  function Speaking(eventBus: Bus, bpmnRenderer: Renderer, textRenderer: Measure) {
    eventBus.on("render.shape", BEFORE_THE_USUAL, (_: object, { gfx, element, attrs }: Drawn) => {
      if (!differs(element, language)) return undefined;
      const name = nameIn(element.businessObject, language);
      if (!element.labelTarget) return bpmnRenderer.drawShape(gfx, renamed(element, name), attrs);
      const { x, width } = textRenderer.getExternalLabelBounds(element, name);
      const drawn = bpmnRenderer.drawShape(gfx, renamed(element, name, { width: { value: width } }), attrs);
      drawn.setAttribute("transform", `translate(${x - Number(element.x)} 0)`);
      return drawn;
    });
  }
  Speaking.$inject = ["eventBus", "bpmnRenderer", "textRenderer"];
  return { __init__: ["heyiSpeaking"], heyiSpeaking: ["type", Speaking] };
}

interface Drawn {
  gfx: SVGElement;
  element: Shape;
  attrs?: object;
}

/** Whoever writes on the drawing writes their own language; what is not yet named in several keeps its one name. */
export function writing(language: Language) {
  const own = language.toLowerCase();
  function Writing(eventBus: Bus, labelEditingProvider: Provider, heyiEditing: Editing) {
    const usual = labelEditingProvider.activate.bind(labelEditingProvider);
    labelEditingProvider.activate = (shape) => {
      const begun = usual(shape);
      if (begun && differs(shape, language)) begun.text = nameIn(shape.businessObject, language);
      return begun;
    };
    let typed = false;
    const update = labelEditingProvider.update.bind(labelEditingProvider);
    labelEditingProvider.update = (...written) => {
      typed = true;
      update(...written);
      typed = false;
    };
    eventBus.on(
      "commandStack.element.updateLabel.postExecuted",
      AFTER_THE_USUAL,
      ({ context }: { context: Written }) => {
        const part = partOf(context.element);
        const names = namesOf(part);
        if (!typed || !Object.keys(names).length) return;
        typed = false;
        heyiEditing.apply(context.element, rename(heyiEditing, part, { ...names, [own]: context.newLabel ?? "" }));
      },
    );
  }
  Writing.$inject = ["eventBus", "labelEditingProvider", "heyiEditing"];
  return { __init__: ["heyiWriting"], heyiWriting: ["type", Writing] };
}
