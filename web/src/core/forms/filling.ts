/** A form while it is filled in: formulas, conditions and rows, worked out again only where something changed. */
import { withoutBlankTail } from "./body";
import { computed, exactSum, holds, kept, rowToFeel, toFeel, usedNames, worked } from "./expressions";
import { type Plan, planOf } from "./plan";
import type { Design, Field, Initiator, Values } from "./types";

export interface State {
  visible: boolean;
  needed: boolean;
  locked: boolean;
}
export interface RowState {
  states: Record<string, State>;
}
export interface Filled {
  /** What was typed and what was computed. A field that is not shown keeps what was typed, until the form is sent. */
  values: Values;
  states: Record<string, State>;
  rows: Record<string, RowState[]>;
}

const PLAIN: State = { visible: true, needed: false, locked: false };
const CONDITIONS = ["visible", "needed", "locked"] as const;

const conditional = (field: Field) => Boolean(field.formula || field.visible || field.needed || field.locked);

interface Memo {
  inputs: unknown[];
  value: unknown;
}
interface Worked {
  outer: unknown[];
  row: Values;
  state: RowState;
}

const same = (one: unknown[], other: unknown[]) =>
  one.length === other.length && one.every((value, index) => Object.is(value, other[index]));

/** Works out one form again and again; what does not hang on a change is taken from the time before. */
export class Filler {
  readonly plan: Plan;
  private memos = new Map<string, Memo>();
  private names = new Map<string, string[]>();
  private done = new WeakMap<Values, Worked>();
  private lists = new Map<string, { list: Values[]; states: RowState[] }>();

  constructor(
    design: Design,
    private initiator: Initiator,
  ) {
    this.plan = planOf(design);
  }

  fill(given: Values): Filled {
    const values = { ...given };
    const known: Values = { initiator: this.initiator };
    for (const field of this.plan.design.fields) known[field.name] = this.meant(field, values[field.name]);
    const states: Record<string, State> = {};
    const rows: Record<string, RowState[]> = {};
    for (const field of this.plan.order) {
      const visible = this.condition(field, "visible", known);
      if (visible && field.type === "lines") rows[field.name] = this.rows(field, values, known);
      else if (visible && field.formula) values[field.name] = this.formula(field, known);
      known[field.name] = visible ? this.meant(field, values[field.name]) : null;
      states[field.name] = { ...PLAIN, visible };
    }
    for (const field of this.plan.design.fields) {
      const state = states[field.name]!;
      state.needed = state.visible && this.condition(field, "needed", known);
      state.locked = state.visible && this.condition(field, "locked", known);
    }
    return { values, states, rows };
  }

  /** A condition of the form's own, for sections and rules. */
  shows(text: string | undefined, { values, states }: Filled): boolean {
    if (!text) return true;
    const known: Values = { initiator: this.initiator };
    for (const field of this.plan.design.fields) {
      known[field.name] = states[field.name]?.visible ? this.meant(field, values[field.name]) : null;
    }
    return this.remember(text, known, (context) => holds(text, context)) as boolean;
  }

  /** What the server would have of it: no blank rows at the end, and nothing for no rows. */
  private meant(field: Field, value: unknown): unknown {
    if (field.type !== "lines" || !Array.isArray(value)) return value ?? null;
    const rows = withoutBlankTail(field.fields ?? [], value as Values[]);
    return rows.length ? rows : null;
  }

  private condition(field: Field, part: (typeof CONDITIONS)[number], known: Values): boolean {
    const text = field[part];
    if (!text) return part === "visible";
    return this.remember(text, known, (context) => holds(text, context)) as boolean;
  }

  private formula(field: Field, known: Values): unknown {
    const text = field.formula!;
    const exact = exactSum(text, known);
    if (exact !== null) return kept(field, exact);
    const value = this.remember(text, known, (context) => worked(text, context));
    return computed(field, value);
  }

  private used(text: string): string[] {
    const found = this.names.get(text);
    if (found) return found;
    const { own, outer } = usedNames(text);
    const names = [...own, ...outer].filter((name) => this.plan.byName.has(name) || name === "initiator");
    this.names.set(text, names);
    return names;
  }

  private remember(text: string, known: Values, work: (context: Values) => unknown): unknown {
    const names = this.used(text);
    const inputs = names.map((name) => known[name]);
    const memo = this.memos.get(text);
    if (memo && same(memo.inputs, inputs)) return memo.value;
    const value = work(this.context(names, known));
    // Whatever hangs on the clock is asked again each time.
    if (!/\b(today|now)\s*\(/.test(text)) this.memos.set(text, { inputs, value });
    return value;
  }

  /** Only what is used is handed over: large forms stay as quick as small ones. */
  private context(names: string[], known: Values): Values {
    const inner: Values = {};
    for (const name of names) {
      const field = this.plan.byName.get(name);
      inner[name] = field ? toFeel(field, known[name]) : known[name];
    }
    return { ...inner, form: inner };
  }

  private rows(lines: Field, values: Values, known: Values): RowState[] {
    const list = (values[lines.name] ?? []) as Values[];
    const columns = lines.fields ?? [];
    if (!columns.some(conditional)) return this.plainRows(lines, list, columns);
    const names = this.plan.outer.get(lines.name) ?? [];
    const outer = names.map((name) => known[name]);
    const states: RowState[] = [];
    let changed = false;
    let context: Values | null = null;
    const next = list.map((row) => {
      let found = this.done.get(row);
      if (!found || !same(found.outer, outer)) {
        context ??= this.context(names, known);
        found = this.row(lines, row, outer, context);
        this.done.set(row, found);
        this.done.set(found.row, found);
      }
      states.push(found.state);
      changed ||= found.row !== row;
      return found.row;
    });
    if (changed) values[lines.name] = next;
    return states;
  }

  private plainRows(lines: Field, list: Values[], columns: Field[]): RowState[] {
    const before = this.lists.get(lines.name);
    if (before && before.states.length === list.length) return before.states;
    const state = { states: Object.fromEntries(columns.map(({ name }) => [name, PLAIN])) };
    const states = list.map(() => state);
    this.lists.set(lines.name, { list, states });
    return states;
  }

  private row(lines: Field, given: Values, outer: unknown[], context: Values): Worked {
    const columns = lines.fields ?? [];
    const row = { ...given };
    const known: Values = { ...context, ...rowToFeel(columns, given), form: context };
    const states: Record<string, State> = {};
    for (const column of this.plan.columns.get(lines.name) ?? columns) {
      const visible = column.visible ? holds(column.visible, this.narrowed(column.visible, known)) : true;
      if (visible && column.formula) {
        row[column.name] = computed(column, worked(column.formula, this.narrowed(column.formula, known)));
      }
      known[column.name] = visible ? toFeel(column, row[column.name]) : null;
      states[column.name] = { ...PLAIN, visible };
    }
    for (const column of columns) {
      const state = states[column.name]!;
      if (!state.visible) continue;
      if (column.needed) state.needed = holds(column.needed, this.narrowed(column.needed, known));
      if (column.locked) state.locked = holds(column.locked, this.narrowed(column.locked, known));
    }
    const unchanged = columns.every(({ name }) => (row[name] ?? null) === (given[name] ?? null));
    return { outer, row: unchanged ? given : row, state: { states } };
  }

  private narrowed(text: string, known: Values): Values {
    const { own, outer } = usedNames(text);
    const names = [...own, ...(outer.length ? ["form"] : [])];
    return Object.fromEntries(names.filter((name) => name in known).map((name) => [name, known[name]]));
  }
}
