/** Finding on the drawing by the names that the reader sees, in place of bpmn-js's own search by `name`. */
import type { Language } from "@/api/types";
import { nameIn } from "./names";
import type { Canvas, Registry, Shape } from "./parts";

interface Item {
  element: Shape;
  label: string;
  id: string;
}
interface Found {
  item: Item;
  tokens: { label: unknown; id: unknown };
}
type Search = (items: Item[], pattern: string, options: { keys: (keyof Item)[] }) => Found[];

export function searching(language: Language) {
  function Searching(
    elementRegistry: Registry,
    searchPad: { registerProvider(provider: object): void },
    canvas: Canvas,
    search: Search,
  ) {
    const find = (pattern: string) => {
      const roots = canvas.getRootElements();
      const shapes = elementRegistry.filter((shape) => !shape.labelTarget && !roots.includes(shape));
      const items = shapes.map((element) => ({
        element,
        label: nameIn(element.businessObject, language),
        id: element.id,
      }));
      return search(items, pattern, { keys: ["label", "id"] }).map(({ item, tokens }) => ({
        element: item.element,
        primaryTokens: tokens.label,
        secondaryTokens: tokens.id,
      }));
    };
    searchPad.registerProvider({ find });
  }
  Searching.$inject = ["elementRegistry", "searchPad", "canvas", "search"];
  return { bpmnSearch: ["type", Searching] };
}
