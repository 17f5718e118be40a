/**
 * Conditions as rows, and the FEEL that they stand for. A row is read back only when writing it gives the same text, so
 * that nothing a person wrote by hand is ever changed by being looked at.
 */
import { BARE, type Kind, OPERATORS, type Operand, type Operator } from "./operands";

export interface Row {
  operand: string;
  operator: Operator;
  /** One value as text; two for `between`; any number for `in` and `not_in`. */
  values: string[];
}
export interface Group {
  join: "and" | "or";
  parts: (Row | Group)[];
}
export const isGroup = (part: Row | Group): part is Group => "parts" in part;

const MANY: ReadonlySet<Operator> = new Set(["in", "not_in"]);
const SIGNS: Partial<Record<Operator, string>> = { eq: "=", ne: "!=", gt: ">", ge: ">=", lt: "<", le: "<=" };
const LISTS: ReadonlySet<Kind> = new Set(["choices", "records", "list"]);
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/s;

export const TODAY = "today";

export const blankRow = ({ expression, kind }: Operand): Row => ({
  operand: expression,
  operator: OPERATORS[kind][0]!,
  values: [],
});

/** Whether a row says everything its operator needs. */
function isComplete({ operator, values }: Row): boolean {
  if (BARE.has(operator)) return true;
  if (operator === "between") return values.length === 2 && values.every(Boolean);
  return values.length > 0 && values.every(Boolean);
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;

function literal(kind: Kind, value: string): string {
  switch (kind) {
    case "number":
    case "record":
    case "records":
      return /^-?\d+(\.\d+)?$/.test(value) ? value : "null";
    case "date":
    case "datetime":
      return value === TODAY ? "today()" : `date("${value}")`;
    case "time":
      return `time("${value}")`;
    default:
      return quoted(value);
  }
}

function value(kind: Kind, text: string): string | null {
  switch (kind) {
    case "number":
    case "record":
    case "records":
      return /^-?\d+(\.\d+)?$/.test(text) ? text : null;
    case "date":
    case "datetime":
      return text === "today()" ? TODAY : (/^date\("([\d-]+)"\)$/.exec(text)?.[1] ?? null);
    case "time":
      return /^time\("([\d:]+)"\)$/.exec(text)?.[1] ?? null;
    default: {
      const inner = QUOTED.exec(text)?.[1];
      return inner === undefined ? null : inner.replaceAll("\\n", "\n").replace(/\\(["\\])/g, "$1");
    }
  }
}

/** What is compared: a record by its id, a moment by its day. */
function subject({ expression, kind }: Operand): string {
  if (kind === "record" || kind === "records") return `${expression}.id`;
  if (kind === "code") return `${expression}.code`;
  return kind === "datetime" ? `date(${expression})` : expression;
}

/** The text before the values and the text behind them. */
function frame(operand: Operand, operator: Operator): [string, string] {
  const x = subject(operand);
  const { expression, kind } = operand;
  const list = LISTS.has(kind);
  switch (operator) {
    case "between":
      return [`${x} in [`, "]"];
    case "in":
      return [`${x} in (`, ")"];
    case "not_in":
      return [`not(${x} in (`, "))"];
    case "contains":
      return [`${list ? "list contains" : "contains"}(${x}, `, ")"];
    case "lacks":
      return [`not(${list ? "list contains" : "contains"}(${x}, `, "))"];
    case "begins":
      return [`starts with(${x}, `, ")"];
    case "empty":
      if (list) return [`(${expression} = null or count(${expression}) = 0)`, ""];
      return kind === "text" ? [`${x} in (null, "")`, ""] : [`${expression} = null`, ""];
    case "filled":
      if (list) return [`not(${expression} = null or count(${expression}) = 0)`, ""];
      return kind === "text" ? [`not(${x} in (null, ""))`, ""] : [`${expression} != null`, ""];
    case "true":
    case "false":
      return [`${expression} = ${operator}`, ""];
    default:
      return [`${x} ${SIGNS[operator]} `, ""];
  }
}

function writeRow(row: Row, operand: Operand): string {
  const [before, behind] = frame(operand, row.operator);
  if (BARE.has(row.operator)) return before;
  const values = row.values.map((one) => literal(operand.kind, one));
  return before + values.join(row.operator === "between" ? ".." : ", ") + behind;
}

/** FEEL of a group; rows that are not complete yet, or ask about what is gone, are left out. */
export function write(group: Group, operands: Operand[]): string {
  const parts = group.parts.flatMap((part) => {
    if (isGroup(part)) {
      const inner = write(part, operands);
      return inner ? [part.parts.length > 1 ? `(${inner})` : inner] : [];
    }
    const operand = operands.find((one) => one.expression === part.operand);
    return operand && isComplete(part) ? [writeRow(part, operand)] : [];
  });
  return parts.join(` ${group.join} `);
}

/** Pieces between a separator, outside texts and brackets. Null when brackets do not close. */
function split(text: string, separator: string): string[] | null {
  const pieces: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (c === '"') {
      const whole = /^"(?:[^"\\]|\\.)*"/s.exec(text.slice(at))?.[0];
      if (!whole) return null;
      at += whole.length - 1;
    } else if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
    else if (depth === 0 && text.startsWith(separator, at)) {
      pieces.push(text.slice(from, at));
      from = at + separator.length;
      at = from - 1;
    }
    if (depth < 0) return null;
  }
  return depth === 0 ? [...pieces, text.slice(from)] : null;
}

function readAs(text: string, operand: Operand, operator: Operator): Row | null {
  const [before, behind] = frame(operand, operator);
  const row = (values: string[]): Row => ({ operand: operand.expression, operator, values });
  if (BARE.has(operator)) return text === before ? row([]) : null;
  if (!text.startsWith(before) || !text.endsWith(behind) || text.length <= before.length + behind.length) return null;
  const middle = text.slice(before.length, text.length - behind.length);
  const pieces = operator === "between" ? split(middle, "..") : MANY.has(operator) ? split(middle, ", ") : [middle];
  const values = pieces?.map((one) => value(operand.kind, one));
  if (!values || values.some((one) => one === null)) return null;
  const found = row(values as string[]);
  return isComplete(found) && writeRow(found, operand) === text ? found : null;
}

function readRow(text: string, operands: Operand[]): Row | null {
  for (const operand of operands) {
    for (const operator of OPERATORS[operand.kind]) {
      const row = readAs(text, operand, operator);
      if (row) return row;
    }
  }
  return null;
}

function readPart(text: string, operands: Operand[], depth: number): Row | Group | null {
  const row = readRow(text, operands);
  if (row || depth > 1) return row;
  return readGroup(text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : text, operands, depth);
}

function readGroup(text: string, operands: Operand[], depth: number): Group | null {
  const either = split(text, " or ");
  const join = either && either.length > 1 ? "or" : "and";
  const pieces = join === "or" ? either : split(text, " and ");
  if (!pieces || (pieces.length === 1 && depth > 0)) return null;
  const parts = pieces.map((piece) => readPart(piece, operands, depth + 1));
  return parts.every((part) => part !== null) ? { join, parts } : null;
}

/** The rows of a condition; null when it says something that rows cannot. */
export function read(text: string, operands: Operand[]): Group | null {
  return text.trim() ? readGroup(text.trim(), operands, 0) : { join: "and", parts: [] };
}
