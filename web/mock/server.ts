/** The mock's memory and its generic resource calls. */
import type { IncomingMessage, ServerResponse } from "node:http";
import dayjs from "dayjs";
import { add } from "../src/kit/decimal";
import type { Filter } from "../src/kit/filters";
import { type MockResource, RESOURCES } from "./meta";
import { finds, matches, sorted } from "./query";
import { PEOPLE, type Rec, seed } from "./seed";
import { metaIn, pathOf, say } from "./words";

export interface Context {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  language: string;
  headers: IncomingMessage["headers"];
}
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
export const ok = (body: unknown, status = 200): Reply => ({ status, body });
export const problem = (status: number, code: string, title: string, more: object = {}): Reply => ({
  status, body: { type: `/problems/${code}`, status, code, title, request_id: "mock-0001", ...more },
});

export const db = seed();
export const session = { username: null as string | null, language: null as string | null, theme: "light", density: "comfortable", pinned: [] as string[] };
export const streams = new Set<ServerResponse>();
export const views: Record<string, unknown>[] = [];
export const jobs = new Map<string, { at: number; total: number; name: string }>();

export function announce(event: string, data: object = {}): void {
  for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

export const findRecord = (key: string, id: number): Rec | undefined => db[key]?.find((r) => r.id === id);
export const me = () => PEOPLE.findIndex(([username]) => username === session.username) + 1;

export function touch(key: string, record: Rec): void {
  record.version += 1;
  announce("record", { resource: key, id: record.id, version: record.version });
}

const BLOCKED: Record<string, [string, string, string]> = {
  submit: ["只有草稿可以提交。", "只有草稿可以送出。", "Only a draft can be submitted."],
  close: ["只有已通过的订单可以关闭。", "只有已核准的訂單可以關閉。", "Only an approved order can be closed."],
  cancel: ["已发货的订单不能取消。", "已出貨的訂單不能取消。", "An order with shipments cannot be cancelled."],
  ship: ["这张发货单已经发出。", "這張出貨單已經出貨。", "This note has been shipped."],
  allocate: ["这笔回款已全部核销。", "這筆收款已全部沖銷。", "This receipt is fully allocated."],
};

function enabled(verb: string, record: Rec): boolean {
  if (verb === "submit") return record.status === "draft";
  if (verb === "close") return record.status === "approved";
  if (verb === "cancel") return ["draft", "approved"].includes(String(record.status)) && record.delivery_status === "none";
  if (verb === "ship") return record.status === "draft";
  if (verb === "allocate") return Number(record.unallocated) > 0;
  return true;
}

export function entry(key: string, record: Rec, language: string) {
  const r = RESOURCES[key]!;
  const locked = r.readOnly || (key === "sales.order" && record.status !== "draft");
  const actions = r.verbs.map((v) => ({
    name: v.name, label: say(v.label, language), tone: v.tone ?? null, confirm: v.confirm ? say(v.confirm, language) : null,
    enabled: enabled(v.name, record), reason: enabled(v.name, record) ? null : say(BLOCKED[v.name], language),
  }));
  const edit = say(["编辑", "編輯", "Edit"], language);
  const why = say(["已提交的单据不能直接修改。", "已送出的單據不能直接修改。", "A submitted document cannot be edited."], language);
  return {
    ...record,
    modes: Object.fromEntries(r.fields.map((f) => [f.name, locked ? "read" : f.mode])),
    actions: [{ name: "update", label: edit, tone: null, confirm: null, enabled: !locked, reason: locked ? why : null }, ...actions],
  };
}

function resolve(r: MockResource, body: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const field = r.fields.find((f) => f.name === name);
    if (field?.reference && typeof value === "number") {
      const target = findRecord(field.reference, value);
      values[name] = target ? { id: target.id, label: target.label } : null;
    } else if (field?.kind === "lines" && Array.isArray(value)) {
      values[name] = value.map((line, i) => {
        const product = findRecord("masterdata.product", Number(line.product));
        return { id: i + 1, unit: product?.unit, delivered: "0", ...line, product: product ? { id: product.id, label: product.label } : null };
      });
    } else values[name] = value;
  }
  return values;
}

function faults(r: MockResource, body: Record<string, unknown>, language: string, partial: boolean) {
  return r.fields
    .filter((f) => f.required && f.mode === "write" && (partial ? f.name in body : true))
    .filter((f) => body[f.name] === null || body[f.name] === undefined || body[f.name] === "" || (Array.isArray(body[f.name]) && !(body[f.name] as unknown[]).length))
    .map((f) => ({ path: f.name, code: "required", message: say([`请填写${say(f.label, "zh-Hans")}。`, `請填寫${say(f.label, "zh-Hant")}。`, `${say(f.label, "en")} is required.`], language) }));
}

export function keyAt(path: string): { key: string; r: MockResource; rest: string[] } | null {
  for (const [key, r] of Object.entries(RESOURCES)) {
    const base = pathOf(r);
    if (path === base || path.startsWith(`${base}/`)) return { key, r, rest: path.slice(base.length).split("/").filter(Boolean) };
  }
  return null;
}

function listRows(c: Context, key: string, r: MockResource): Reply {
  const filter = c.query.get("filter") ? (JSON.parse(c.query.get("filter")!) as Filter) : null;
  const rows = sorted(db[key]!.filter((x) => matches(x, filter) && finds(x, c.query.get("q") ?? "")), (c.query.get("sort") ?? r.list.sort.join(",")).split(",").filter(Boolean));
  const start = Number(c.query.get("cursor") ?? 0);
  const limit = Number(c.query.get("limit") ?? 50);
  const end = start + limit;
  return ok({ rows: rows.slice(start, end), next: end < rows.length ? String(end) : null, count: c.query.get("count") ? rows.length : null });
}

function aggregateRows(c: Context, key: string, r: MockResource): Reply {
  const filter = c.query.get("filter") ? (JSON.parse(c.query.get("filter")!) as Filter) : null;
  const group = c.query.get("group")!;
  const field = metaIn(c.language).resources[key]!.fields.find((f) => f.name === group);
  const found = new Map<string, { key: string; label: string; count: number; sum: string; currency: string }>();
  for (const row of db[key]!.filter((x) => matches(x, filter))) {
    const value = row[group] as { id: number; label: string } | string;
    const id = String(typeof value === "object" && value ? value.id : value);
    const label = typeof value === "object" && value ? value.label : (field?.choices?.find((x) => x.value === value)?.label ?? id);
    const bucket = found.get(id) ?? { key: id, label, count: 0, sum: "0", currency: "CNY" };
    bucket.count += 1;
    const summed = c.query.get("sum");
    if (summed) bucket.sum = add(bucket.sum, String(row[summed] ?? "0"));
    found.set(id, bucket);
  }
  return ok({ rows: [...found.values()], resource: r.name });
}

function writeOne(c: Context, key: string, r: MockResource, record: Rec | undefined): Reply {
  if (!record) return problem(404, "not_found", "Not found");
  const seen = c.headers["if-match"];
  if (seen && seen !== `"${record.version}"`) return problem(412, "stale_version", say(["别人刚刚改过这条记录", "他人剛剛修改過這筆記錄", "Someone changed this record"], c.language), { current: entry(key, record, c.language), yours: c.body });
  const errors = faults(r, c.body, c.language, true);
  if (errors.length) return problem(422, "invalid", say(["请检查标出的字段", "請檢查標示的欄位", "Please check the marked fields"], c.language), { errors });
  Object.assign(record, resolve(r, c.body));
  touch(key, record);
  return ok(entry(key, record, c.language));
}

function createOne(c: Context, key: string, r: MockResource): Reply {
  const errors = faults(r, c.body, c.language, false);
  if (errors.length) return problem(422, "invalid", say(["请检查标出的字段", "請檢查標示的欄位", "Please check the marked fields"], c.language), { errors });
  const id = Math.max(0, ...db[key]!.map((x) => x.id)) + 1;
  const values = resolve(r, c.body);
  const blank = Object.fromEntries(r.fields.map((f) => [f.name, f.default ?? null]));
  const record = { ...blank, ...values, id, version: 1, label: String(values[r.title_field] ?? `${say(r.label, c.language)} ${id}`) } as Rec;
  if (key === "sales.order") Object.assign(record, { number: `SO-2026-${String(id).padStart(5, "0")}`, label: `SO-2026-${String(id).padStart(5, "0")}`, status: "draft", delivery_status: "none", invoice_status: "none", payment_status: "none" });
  db[key]!.unshift(record);
  announce("record", { resource: key, id, version: 1 });
  return ok(entry(key, record, c.language), 201);
}

export type VerbHandler = (c: Context, record: Rec) => Reply | null;

export function resourceCall(c: Context, verbs: Record<string, VerbHandler>): Reply | null {
  const hit = keyAt(c.path);
  if (!hit) return null;
  const { key, r, rest: [first, second] } = hit;
  if (!first) return c.method === "POST" ? createOne(c, key, r) : listRows(c, key, r);
  if (first === "options") {
    const ids = c.query.get("ids")?.split(",").map(Number);
    const rows = db[key]!.filter((x) => (ids ? ids.includes(x.id) : finds(x, c.query.get("q") ?? ""))).slice(0, 20);
    return ok({ rows: rows.map((x) => ({ id: x.id, label: x.label, hint: x.post ?? x.city ?? x.spec ?? null })) });
  }
  if (first === "aggregate") return aggregateRows(c, key, r);
  if (first === "export") {
    const id = String(jobs.size + 1);
    jobs.set(id, { at: Date.now(), total: db[key]!.length, name: `${r.name}.${c.body.format}` });
    return ok({ id }, 202);
  }
  if (first === "bulk") {
    const results = (c.body.ids as number[]).map((id, i) => (i % 4 === 3 ? { id, ok: false, problem: { status: 409, code: "conflict", title: say(["这个客户已被锁定", "這個客戶已被鎖定", "This customer is locked"], c.language), detail: "" } } : { id, ok: true }));
    return ok({ results });
  }
  const record = findRecord(key, Number(first));
  if (!record) return problem(404, "not_found", "Not found");
  if (second === "history") {
    const by = { id: 1, label: "林晓雯" };
    return ok({ rows: [{ at: dayjs().subtract(3, "hour").toISOString(), by, verb: "update", changes: [{ field: "note", label: say(["备注", "備註", "Note"], c.language), old: "", new: record.note || "—" }] }, { at: dayjs().subtract(20, "day").toISOString(), by: { id: 2, label: "周启明" }, verb: "create", changes: [] }] });
  }
  if (second) {
    const answer = verbs[`${key}.${second}`]?.(c, record);
    if (answer) return answer;
    if (second === "move") Object.assign(record, c.body);
    touch(key, record);
    return ok(entry(key, record, c.language));
  }
  if (c.method === "PATCH") return writeOne(c, key, r, record);
  return ok(entry(key, record, c.language));
}
