/** FEEL as far as the designer has to read it: names, and where a word is being typed. */

const CHAIN = /"(?:[^"\\]|\\.)*"|(?<![\w.])[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*/g;

/** Every name of an expression, as a chain of steps, changed by a function; texts and calls stay as they are. */
function withChains(text: string, change: (steps: string[]) => string[]): string {
  return text.replace(CHAIN, (found, offset: number) => {
    if (found.startsWith('"') || /^\s*\(/.test(text.slice(offset + found.length))) return found;
    const steps = found.split(/\s*\.\s*/);
    const next = change(steps);
    return next === steps ? found : next.join(".");
  });
}

/** A field of the form under its new name. `shadowed`: a column of the same name stands before it. */
export const renameField = (text: string, from: string, to: string, shadowed = false): string =>
  withChains(text, (steps) => {
    if (steps[0] === from && !shadowed) return [to, ...steps.slice(1)];
    return steps[0] === "form" && steps[1] === from ? ["form", to, ...steps.slice(2)] : steps;
  });

/** A column under its new name, as the form's own expressions see it. */
export const renameColumn = (text: string, lines: string, from: string, to: string): string =>
  withChains(text, (steps) => {
    const at = steps[0] === "form" ? 1 : 0;
    if (steps[at] !== lines || steps[at + 1] !== from) return steps;
    return [...steps.slice(0, at + 1), to, ...steps.slice(at + 2)];
  });

export interface Suggestion {
  insert: string;
  hint: string;
  kind: "field" | "function" | "word";
  icon?: string;
}

/** What is being typed before the cursor: the word, and the names before its dots. */
export interface Typing {
  word: string;
  owner: string[];
  start: number;
}

export function typingAt(text: string, cursor: number): Typing | null {
  const before = text.slice(0, cursor);
  if ((before.match(/"/g)?.length ?? 0) % 2) return null;
  const found = /((?:[A-Za-z_]\w*\s*\.\s*)*)([\p{L}_][\p{L}\p{N}_]*)?$/u.exec(before);
  const word = found?.[2] ?? "";
  const owner = (found?.[1] ?? "")
    .split(".")
    .map((step) => step.trim())
    .filter(Boolean);
  return word || owner.length ? { word, owner, start: cursor - word.length } : null;
}

/** The best first: what begins with the word, then what holds it, in name or label. */
export function matching(word: string, all: Suggestion[], limit = 8): Suggestion[] {
  const wanted = word.toLowerCase();
  const rank = ({ insert, hint }: Suggestion) => {
    const name = insert.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (hint.toLowerCase().startsWith(wanted)) return 1;
    if (name.split(/[\s_]+/).some((part) => part.startsWith(wanted))) return 2;
    return name.includes(wanted) || hint.toLowerCase().includes(wanted) ? 3 : 9;
  };
  return all
    .map((one) => ({ one, at: rank(one) }))
    .filter(({ one, at }) => at < 9 && one.insert !== word)
    .sort((a, b) => a.at - b.at)
    .slice(0, limit)
    .map(({ one }) => one);
}

/** The functions that forms are written with, and how they are called. */
export const BUILTINS: Record<string, string> = {
  sum: "sum(items.amount)",
  count: "count(items)",
  min: "min(a, b)",
  max: "max(a, b)",
  mean: "mean(items.amount)",
  abs: "abs(n)",
  floor: "floor(n)",
  ceiling: "ceiling(n)",
  "round half up": "round half up(n, 2)",
  "round up": "round up(n, 0)",
  "round down": "round down(n, 0)",
  modulo: "modulo(n, 2)",
  today: "today()",
  now: "now()",
  date: 'date("2026-01-31")',
  "date and time": "date and time(date, time)",
  duration: 'duration("P3D")',
  "day of week": "day of week(date)",
  "last day of month": "last day of month(date)",
  "years and months duration": "years and months duration(from, to)",
  contains: 'contains(text, "…")',
  "starts with": 'starts with(text, "…")',
  "ends with": 'ends with(text, "…")',
  matches: 'matches(text, "^A")',
  "string length": "string length(text)",
  string: "string(n)",
  number: "number(text)",
  "upper case": "upper case(text)",
  substring: "substring(text, 1, 3)",
  "string join": 'string join(list, ", ")',
  "list contains": 'list contains(list, "…")',
  "distinct values": "distinct values(list)",
  not: "not(a)",
  all: "all(list)",
  any: "any(list)",
  is: "is(a, b)",
};

/** Words of the language, with the space that follows them. */
export const WORDS: Record<string, string> = {
  "if ": "if a then b else c",
  "then ": "",
  "else ": "",
  "and ": "",
  "or ": "",
  "in ": "x in [a, b]",
  "between ": "x between 1 and 5",
  "for ": "for row in items return row.amount",
  "some ": "some row in items satisfies row.amount > 1",
  "every ": "every row in items satisfies row.amount > 1",
  true: "",
  false: "",
  null: "",
};
