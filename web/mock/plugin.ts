/** A stand-in for the server while only the web app is being worked on: `npm run dev` without HEYI_SERVER. */
import type { IncomingMessage, ServerResponse } from "node:http";
import dayjs from "dayjs";
import type { Plugin } from "vite";
import { add } from "../src/kit/decimal";
import { RESOURCES } from "./meta";
import { finds } from "./query";
import { PEOPLE, type Rec } from "./seed";
import { type Context, db, entry, findRecord, jobs, me, ok, problem, type Reply, resourceCall, session, streams, touch, type VerbHandler, views } from "./server";
import { menuIn, metaIn, say } from "./words";
import { openCase, workflowCall } from "./workflow";

const PERMISSIONS = Object.keys(RESOURCES).flatMap((key) => ["view", "create", "update", "export", "submit", "ship", "allocate"].map((v) => `${key}.${v}`));
const messages = [
  { id: 1, title: "订单 SO-2026-00040 已通过审批", body: "财务 陈淑仪 同意。库存已占用，应收已生成。", hours: 1, read: false, path: "/sales/orders/40", tone: "green" },
  { id: 2, title: "周启明 催办了 SO-2026-00044", body: "客户周五到访，请尽快处理。", hours: 4, read: false, path: "/inbox", tone: "orange" },
  { id: 3, title: "今天有 3 个客户需要跟进", body: "", hours: 9, read: false, path: "/crm/customers", tone: "blue" },
  { id: 4, title: "回款 RC-2026-0004 到账 ¥120,000.00", body: "待核销", hours: 30, read: true, path: "/receivables/receipts/4", tone: "neutral" },
];

const VERBS: Record<string, VerbHandler> = {
  "sales.order.submit": (c, order) => {
    openCase(order);
    return ok(entry("sales.order", order, c.language));
  },
  "inventory.delivery.ship": (c, delivery) => {
    Object.assign(delivery, { status: "shipped", shipped_at: new Date().toISOString() });
    touch("inventory.delivery", delivery);
    return ok(entry("inventory.delivery", delivery, c.language));
  },
  "receivables.receipt.allocate": (c, receipt) => {
    for (const part of (c.body.allocations ?? []) as { claim: number; amount: string }[]) {
      const claim = findRecord("receivables.claim", part.claim)!;
      claim.paid = add(String(claim.paid), part.amount);
      claim.open = add(String(claim.open), `-${part.amount}`);
      receipt.unallocated = add(String(receipt.unallocated), `-${part.amount}`);
      touch("receivables.claim", claim);
    }
    touch("receivables.receipt", receipt);
    return ok(entry("receivables.receipt", receipt, c.language));
  },
};

function whoami(language: string): Reply {
  const [username, name, post, department] = PEOPLE[me() - 1]!;
  const user = { id: me(), username, name, email: `${username}@example.com`, language: session.language ?? language, time_zone: "Asia/Shanghai", theme: session.theme, density: session.density, pinned: session.pinned };
  const employee = { id: me(), name, company: { id: 1, label: "华东精密仪器集团" }, department: { id: 1, label: department }, post };
  return ok({ user, employee, companies: [employee.company], permissions: PERMISSIONS, menu: menuIn(language), demo: true });
}

const BUCKETS: [string, number, number][] = [["not_due", -9999, 0], ["d30", 1, 30], ["d60", 31, 60], ["d90", 61, 90], ["d180", 91, 180], ["older", 181, 9999]];
function ageing(c: Context): Reply {
  const asOf = c.query.get("as_of") ?? dayjs().format("YYYY-MM-DD");
  const rows = new Map<number, Record<string, unknown>>();
  const totals: Record<string, string> = {};
  for (const claim of db["receivables.claim"]!.filter((x: Rec) => Number(x.open) > 0)) {
    const late = dayjs(asOf).diff(dayjs(String(claim.due_on)), "day");
    const bucket = BUCKETS.find(([, low, high]) => late >= low && late <= high)![0];
    const customer = claim.customer as { id: number; label: string };
    const row = rows.get(customer.id) ?? { party: customer, currency: "CNY", total: "0", unallocated: "0", ...Object.fromEntries(BUCKETS.map(([key]) => [key, "0"])) };
    row[bucket] = add(String(row[bucket] ?? "0"), String(claim.open));
    row.total = add(String(row.total), String(claim.open));
    totals[bucket] = add(totals[bucket] ?? "0", String(claim.open));
    totals.total = add(totals.total ?? "0", String(claim.open));
    rows.set(customer.id, row);
  }
  return ok({ as_of: asOf, rows: [...rows.values()], totals: [{ currency: "CNY", unallocated: "0", ...Object.fromEntries(BUCKETS.map(([key]) => [key, "0"])), ...totals }] });
}

function search(c: Context): Reply {
  const q = c.query.get("q") ?? "";
  const meta = metaIn(c.language).resources;
  const groups = ["crm.customer", "sales.order", "crm.opportunity", "masterdata.product"].map((key) => ({
    resource: key, label: meta[key]!.label_plural,
    rows: db[key]!.filter((r) => finds(r, q)).slice(0, 4).map((r) => ({ id: r.id, label: r.label, hint: (r.customer as { label: string })?.label ?? r.city ?? r.spec ?? "", path: `/${meta[key]!.app}/${meta[key]!.name}/${r.id}` })),
  }));
  return ok({ groups: groups.filter((g) => g.rows.length) });
}

function job(id: string): Reply {
  const found = jobs.get(id);
  if (!found) return problem(404, "not_found", "Not found");
  const done = Math.min(found.total, Math.floor((Date.now() - found.at) / 30));
  const finished = done >= found.total;
  return ok({ id, kind: "export", state: finished ? "done" : "running", done, total: found.total, file: finished ? { id: 1, name: found.name, size: 18234 } : null, error: null });
}

function answer(c: Context): Reply {
  if (c.path.startsWith("/_allauth")) {
    if (c.method === "DELETE") session.username = null;
    if (c.path.endsWith("/login")) {
      if (c.body.password !== "heyi-demo") return { status: 400, body: { status: 400, errors: [{ code: "invalid", message: say(["用户名或密码不对。", "使用者名稱或密碼不正確。", "Wrong username or password."], c.language) }] } };
      session.username = String(c.body.username);
    }
    return session.username ? ok({ status: 200 }) : { status: 401, body: { status: 401, data: { flows: [{ id: "login" }] } } };
  }
  if (c.path === "/api/v1/public") return ok({ product: "Heyi 合一", version: "0.1.0", languages: ["zh-Hans", "zh-Hant", "en"], demo: { password: "heyi-demo", people: PEOPLE.map(([username, name, post]) => ({ username, name, post })) } });
  if (!session.username) return problem(401, "not_signed_in", "Sign in");
  if (c.path === "/api/v1/me") {
    if (c.method === "PATCH") Object.assign(session, c.body);
    return whoami(c.language);
  }
  if (c.path === "/api/v1/meta") return ok(metaIn(c.language));
  if (c.path === "/api/v1/search") return search(c);
  if (c.path === "/api/v1/receivables/ageing") return ageing(c);
  if (c.path.startsWith("/api/v1/workflow/")) return workflowCall(c) ?? problem(404, "not_found", "Not found");
  if (c.path.startsWith("/api/v1/messages")) {
    if (c.path.endsWith("/counts")) return ok({ unread: messages.filter((m) => !m.read).length });
    if (c.method === "POST") for (const m of messages) if (c.body.ids === "all" || (c.body.ids as number[]).includes(m.id)) m.read = true;
    return ok({ rows: messages.filter((m) => !c.query.get("unread") || !m.read).map((m) => ({ ...m, at: dayjs().subtract(m.hours, "hour").toISOString() })), next: null });
  }
  if (c.path.startsWith("/api/v1/jobs/")) return job(c.path.split("/").at(-1)!);
  if (c.path.startsWith("/api/v1/views")) {
    if (c.method === "POST") views.push({ id: views.length + 1, mine: true, ...c.body });
    if (c.method === "DELETE") views.splice(views.findIndex((v) => v.id === Number(c.path.split("/").at(-1))), 1);
    return c.method === "GET" ? ok({ rows: views.filter((v) => v.resource === c.query.get("resource")) }) : ok(views.at(-1) ?? {}, 201);
  }
  if (c.path === "/api/v1/files") return ok({ id: 7, name: "附件.pdf", size: 20480, type: "application/pdf", sha256: "", state: "ready" }, 201);
  return resourceCall(c, VERBS) ?? problem(404, "not_found", "Not found");
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += chunk;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://mock");
  if (url.pathname === "/api/v1/live") {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
    response.write(": hello\n\n");
    streams.add(response);
    request.on("close", () => streams.delete(response));
    return;
  }
  const context: Context = { method: request.method ?? "GET", path: url.pathname, query: url.searchParams, body: await bodyOf(request), language: String(request.headers["accept-language"] ?? "zh-Hans"), headers: request.headers };
  const reply = answer(context);
  await new Promise((resume) => setTimeout(resume, 40));
  response.writeHead(reply.status, { "Content-Type": reply.status >= 400 ? "application/problem+json" : "application/json", ...reply.headers });
  response.end(reply.body === undefined ? "" : JSON.stringify(reply.body));
}

export const mockApi = (): Plugin => ({
  name: "heyi-mock-api",
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      if (/^\/(api|_allauth)\//.test(request.url ?? "")) void handle(request, response).catch(next);
      else next();
    });
  },
});
