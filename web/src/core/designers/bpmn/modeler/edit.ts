/** Changes of the file, each made and taken back as one step. */
import { extensions, type Factory, type Modeling, type Part, type Shape, type Stack } from "./parts";

export interface Change {
  part: Part;
  values: Record<string, unknown>;
}

/** One command for several changes, so that one undo takes all of them back. */
export class Edit {
  static $inject = ["modeling"];

  constructor(private readonly modeling: Modeling) {}

  preExecute({ shape, changes }: { shape: Shape; changes: Change[] }): void {
    const target = shape.labelTarget ?? shape;
    for (const { part, values } of changes) {
      if (part === target.businessObject) this.modeling.updateProperties(target, values);
      else this.modeling.updateModdleProperties(target, part, values);
    }
  }
}

export class Editing {
  static $inject = ["commandStack", "bpmnFactory"];

  constructor(
    private readonly stack: Stack,
    readonly factory: Factory,
  ) {
    stack.registerHandler("heyi.edit", Edit);
  }

  apply(shape: Shape, changes: Change[]): void {
    if (changes.length) this.stack.execute("heyi.edit", { shape, changes });
  }

  make(type: string, values: Record<string, unknown>, parent?: Part): Part {
    const part = this.factory.create(type, values);
    if (parent) (part as { $parent?: Part }).$parent = parent;
    for (const value of Object.values(values)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child === "object" && child !== null && "$type" in child)
          (child as { $parent?: Part }).$parent = part;
      }
    }
    return part;
  }

  /** FEEL or ISO 8601 text in the place where BPMN wants an expression. */
  expression(text: string, parent: Part): Part | undefined {
    return text ? this.make("bpmn:FormalExpression", { body: text }, parent) : undefined;
  }

  /** Put these in place of all extension elements of a type. */
  replace(part: Part, type: string, values: Part[]): Change[] {
    const holder = part.get<Part | undefined>("extensionElements");
    if (!holder) {
      if (!values.length) return [];
      return [{ part, values: { extensionElements: this.make("bpmn:ExtensionElements", { values }, part) } }];
    }
    const old = extensions(part, type);
    const all = holder.get<Part[] | undefined>("values") ?? [];
    const place = old[0] ? all.indexOf(old[0]) : all.length;
    const rest = (from: number, to?: number) => all.slice(from, to).filter((one) => !old.includes(one));
    for (const one of values) (one as { $parent?: Part }).$parent = holder;
    const next = [...rest(0, place), ...values, ...rest(place)];
    if (!next.length) return [{ part, values: { extensionElements: undefined } }];
    return [{ part: holder, values: { values: next } }];
  }

  /** Write attributes of our one extension element of a type; it comes with the first and goes with the last. */
  extend(part: Part, type: string, values: Record<string, unknown>, keep = false): Change[] {
    const found = extensions(part, type)[0];
    if (!found) {
      const given = Object.values(values).some((value) => value !== undefined);
      return given ? this.replace(part, type, [this.make(type, values)]) : [];
    }
    const change = { part: found, values };
    return !keep && isBare(found, values) ? this.replace(part, type, []) : [change];
  }
}

/** Whether nothing would be left of a part after these values are written. */
function isBare(part: Part, values: Record<string, unknown>): boolean {
  const own = Object.keys(part).filter((name) => !name.startsWith("$"));
  const left = [...new Set([...own, ...Object.keys(values)])].filter((name) => {
    const value = name in values ? values[name] : part.get<unknown>(name);
    return value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  });
  const foreign = (part as { $attrs?: object }).$attrs ?? {};
  return left.length === 0 && Object.keys(foreign).length === 0;
}

export const editing = { __init__: ["heyiEditing"], heyiEditing: ["type", Editing] };
