/** What palette and context pad offer first: people's tasks, where a plain task that nobody does would stand. */
import type { Shape } from "./parts";

interface Entry {
  className: string;
  title: string;
  action: object;
}
type Entries = Record<string, Entry>;
interface Provided {
  registerProvider(priority: number, provider: object): void;
}
interface Services {
  elementFactory: { createShape(facts: object): Shape };
  create: { start(event: Event, shape: Shape, context?: object): void };
  autoPlace: { append(source: Shape, shape: Shape): void };
  translate: (text: string) => string;
}

const AFTER_THE_USUAL = 500;
const PERSON = { type: "bpmn:UserTask" };

class Offers {
  static $inject = ["palette", "contextPad", "elementFactory", "create", "autoPlace", "translate"];
  private readonly services: Services;

  constructor(
    palette: Provided,
    contextPad: Provided,
    elementFactory: Services["elementFactory"],
    create: Services["create"],
    autoPlace: Services["autoPlace"],
    translate: Services["translate"],
  ) {
    this.services = { elementFactory, create, autoPlace, translate };
    palette.registerProvider(AFTER_THE_USUAL, this);
    contextPad.registerProvider(AFTER_THE_USUAL, this);
  }

  getPaletteEntries() {
    const { elementFactory, create, translate } = this.services;
    const start = (event: Event) => create.start(event, elementFactory.createShape(PERSON));
    return (entries: Entries): Entries => replaced(entries, "create.task", translate("User task"), { start });
  }

  getContextPadEntries() {
    const { elementFactory, create, autoPlace, translate } = this.services;
    const drag = (event: Event, source: Shape) => create.start(event, elementFactory.createShape(PERSON), { source });
    const append = (_: Event, source: Shape) => autoPlace.append(source, elementFactory.createShape(PERSON));
    return (entries: Entries): Entries =>
      replaced(entries, "append.append-task", translate("Append task"), { start: drag, click: append });
  }
}

/** The same entries in the same order, one of them for a user task. */
function replaced(entries: Entries, name: string, title: string, act: { start: unknown; click?: unknown }): Entries {
  const old = entries[name];
  if (!old) return entries;
  const action = { dragstart: act.start, click: act.click ?? act.start };
  return { ...entries, [name]: { ...old, className: "bpmn-icon-user-task", title, action } };
}

export const offers = { __init__: ["heyiOffers"], heyiOffers: ["type", Offers] };
