/** Cases waiting for decisions, built from the orders in approval. */
import dayjs from "dayjs";
import type { Case, Step } from "../src/api/workflow";
import { grouped } from "../src/kit/decimal";
import type { Rec } from "./seed";
import { announce, type Context, db, findRecord, me, ok, problem, type Reply, session, touch } from "./server";
import { say } from "./words";

interface MockCase {
  id: number;
  order: Rec;
  step: number;
  state: "running" | "approved" | "rejected" | "returned" | "withdrawn";
  decisions: { at: string; by: { id: number; label: string }; verb: string; opinion: string }[];
  started: string;
}
const DESK = [{ id: 2, label: "周启明" }, { id: 3, label: "陈淑仪" }];
const cases: MockCase[] = db["sales.order"]!.filter((o) => o.status === "in_approval").map((order, i) => ({
  id: i + 1, order, step: i % 3 === 2 ? 1 : 0, state: "running", started: dayjs().subtract(3 + i * 7, "hour").toISOString(),
  decisions: i % 3 === 2 ? [{ at: dayjs().subtract(1, "hour").toISOString(), by: DESK[0]!, verb: "approve", opinion: "毛利在范围内，同意。" }] : [],
}));

function steps(order: Rec, at: number, state: string, decisions: MockCase["decisions"], t: (w: [string, string, string]) => string): Step[] {
  const stateOf = (i: number) => (state === "approved" || i < at ? "done" : i === at && state === "running" ? "current" : "future");
  const decided = (i: number) => decisions.filter((d) => d.by.id === DESK[i]!.id).at(-1);
  const person = (i: number) => ({ ...DESK[i]!, decision: decided(i)?.verb ?? null, at: decided(i)?.at ?? null, opinion: decided(i)?.opinion ?? "" });
  return [
    { node: "start", name: t(["提交", "送出", "Submit"]), kind: "start", mode: "single", rule: "", state: "done", people: [{ ...(order.owner as { id: number; label: string }), decision: "submit" }], sure: true },
    { node: "manager", name: t(["销售经理审批", "業務經理簽核", "Sales manager"]), kind: "task", mode: "single", state: stateOf(0), people: [person(0)], rule: t(["发起人的直属上级", "申請人的直屬主管", "Direct manager of the initiator"]), sure: true },
    { node: "finance", name: t(["财务审批", "財務簽核", "Finance"]), kind: "task", mode: "any", state: stateOf(1), people: [person(1)], rule: t(["财务主管岗位；金额 ≥ 50,000 时需要", "財務主管崗位；金額 ≥ 50,000 時需要", "Post: finance lead; needed at 50,000 and above"]), sure: Number(order.total) >= 50000 },
    { node: "end", name: t(["占用库存并生成应收", "保留庫存並產生應收帳款", "Reserve stock, open receivable"]), kind: "end", mode: "single", rule: "", state: state === "approved" ? "done" : "future", people: [], sure: true },
  ];
}

/** One step after the other. */
function picture(path: Step[]) {
  const wide = (one: Step) => (one.kind === "task" ? 120 : 36);
  let x = 0;
  const shapes = path.map((one) => {
    const [width, height] = one.kind === "task" ? [120, 70] : [36, 36];
    const shape = { id: one.node, kind: one.kind === "task" ? "userTask" : `${one.kind}Event`, name: one.name, x, y: 35 - height! / 2, width, height, state: one.state, visits: one.state === "future" ? 0 : 1, entered_at: null, ended_at: null };
    x += width! + 50;
    return shape;
  });
  const edges = shapes.slice(1).map((one, i) => ({ id: one.id, name: "", points: [{ x: shapes[i]!.x + wide(path[i]!), y: 35 }, { x: one.x, y: 35 }], taken: one.state !== "future" }));
  return { width: x, height: 70, shapes, edges };
}

const NOTHING = { mentions: [], opinion: "", on_behalf_of: null, reason: "", target: "" };

function full(c: MockCase, language: string): Case {
  const t = (w: [string, string, string]) => say(w, language);
  const { order } = c;
  const mine = c.state === "running" && DESK[c.step]?.id === me();
  const initiator = order.owner as { id: number; label: string };
  const own = initiator.id === me();
  const no = t(["轮不到您处理这一步。", "尚未輪到您處理這一步。", "This step is not yours."]);
  const act = (name: string, enabled: boolean) => ({ name, enabled, reason: enabled ? "" : no });
  return {
    id: c.id, title: `${order.number} ${(order.customer as { label: string }).label}`, state: c.state, process: { key: "sales_order", label: t(["销售订单审批", "銷售訂單簽核", "Sales order approval"]), version: 3 },
    initiator, started_at: c.started, ended_at: c.state === "running" ? null : dayjs().toISOString(), round: 1, subject: { resource: "sales.order", id: order.id, label: String(order.number) },
    snapshot: { customer: order.customer, ordered_on: order.ordered_on, promised_on: order.promised_on, currency: order.currency, payment_terms: order.payment_terms, net_total: order.net_total, tax_total: order.tax_total, total: order.total, lines: order.lines, note: order.note },
    snapshot_hash: "9c1f…e2", summary: [], previous_round: null, troubled: false, changed_since: c.id % 2 ? [] : [{ field: "promised_on", label: t(["交货日期", "交貨日期", "Promised date"]), old: "2026-12-01", new: order.promised_on }],
    facts: [
      { name: "credit", label: t(["信用余量", "信用餘額", "Credit left"]), value: "¥286,400.00", tone: c.id % 2 ? "green" : "orange", hint: t(["额度 1,000,000，占用 713,600", "額度 1,000,000，占用 713,600", "Limit 1,000,000, used 713,600"]), changed: c.id % 2 ? null : { from: "¥412,000.00" } },
      { name: "stock", label: t(["库存可用", "庫存可用", "Stock available"]), value: t(["3 / 4 行充足", "3 / 4 列充足", "3 of 4 lines covered"]), tone: "orange", hint: t(["CMM-800 缺 1 台，最早 12-08 到货", "CMM-800 缺 1 台，最早 12-08 到貨", "CMM-800 is short by 1, next arrival 12-08"]), changed: null },
      { name: "margin", label: t(["毛利率", "毛利率", "Margin"]), value: "31.6 %", tone: "green", hint: t(["部门下限 25 %", "部門下限 25 %", "Department floor 25 %"]), changed: null },
      { name: "overdue", label: t(["逾期应收", "逾期應收", "Overdue"]), value: "¥42,300.00", tone: "red", hint: t(["最长 37 天", "最長 37 天", "37 days at most"]), changed: null },
    ],
    effects: [
      { name: "reserved", label: t(["货物预留", "貨物保留", "Goods reserved"]), before: "0", after: "4", blocked: false },
      { name: "claim", label: t(["生成应收", "產生應收帳款", "Receivable opened"]), before: "0.00", after: `¥${grouped(String(order.total))}`, blocked: false },
    ],
    path: steps(order, c.step, c.state, c.decisions, t), tasks: [],
    timeline: [
      { at: c.started, by: initiator, action: "submit", node: "start", name: t(["提交", "送出", "Submit"]), ...NOTHING },
      ...c.decisions.map(({ verb, ...d }) => ({ ...NOTHING, ...d, action: verb, node: "step", name: say(VERBS[verb] ?? verb, language) })),
    ],
    task: mine ? { id: c.id * 10 + c.step, node: c.step ? "finance" : "manager", name: steps(order, c.step, c.state, c.decisions, t)[c.step + 1]!.name, kind: "approve", state: "open", assignee: DESK[c.step]!, delegate: null, round: 1, arrived_at: c.started, due_at: dayjs().add(5, "hour").toISOString(), ended_at: null, urged: 0, added_by: null, held: "" } : null,
    actions: [act("approve", mine), act("reject", mine), act("return", mine), act("transfer", mine), ...(own ? [act("withdraw", c.state === "running"), act("urge", c.state === "running")] : []), act("cc", true), act("comment", true)].filter((a) => mine || !["approve", "reject", "return", "transfer"].includes(a.name)),
    field_modes: {}, sla: [], archived_at: null, edits: [], readers: [], called: [], caller: null, is_reversal: false, case_actions: [], more_actions: [], choices: [], draft: "", suspended: null, pending: null,
  };
}

const VERBS: Record<string, [string, string, string]> = { approve: ["同意", "核准", "Approved"], reject: ["拒绝", "駁回", "Rejected"], return: ["退回", "退回", "Returned"], comment: ["评论", "留言", "Commented"], urge: ["催办", "催辦", "Urged"], withdraw: ["撤回", "撤回", "Withdrawn"], transfer: ["转办", "轉辦", "Transferred"], cc: ["抄送", "副本", "Copied"] };

function boxes(box: string) {
  const id = me();
  if (box === "todo") return cases.filter((c) => c.state === "running" && DESK[c.step]?.id === id);
  if (box === "done") return cases.filter((c) => c.decisions.some((d) => d.by.id === id));
  if (box === "mine") return cases.filter((c) => (c.order.owner as { id: number }).id === id);
  return cases.slice(0, 1);
}

function finish(c: MockCase, status: string): void {
  c.order.status = status;
  touch("sales.order", c.order);
}

export function openCase(order: Rec): void {
  cases.push({ id: cases.length + 1, order, step: 0, state: "running", decisions: [], started: dayjs().toISOString() });
  finish(cases.at(-1)!, "in_approval");
  announce("inbox");
}

function decide(c: MockCase, verb: string, opinion: string): void {
  const by = { id: me(), label: String(findRecord("org.employee", me())?.label ?? session.username) };
  c.decisions.push({ at: dayjs().toISOString(), by, verb, opinion });
  if (verb === "approve") {
    if (c.step === 0) c.step = 1;
    else { c.state = "approved"; finish(c, "approved"); }
  } else if (verb === "reject" || verb === "return" || verb === "withdraw") {
    c.state = ({ reject: "rejected", return: "returned", withdraw: "withdrawn" } as const)[verb];
    finish(c, "draft");
  }
  announce("inbox");
}

export function workflowCall(c: Context): Reply | null {
  const parts = c.path.split("/").slice(4);
  const t = (w: [string, string, string]) => say(w, c.language);
  if (parts[0] === "inbox" && parts[1] === "counts") return ok({ todo: boxes("todo").length, mine: boxes("mine").filter((x) => x.state === "running").length, cc: 1 });
  if (parts[0] === "inbox") {
    const rows = boxes(c.query.get("box") ?? "todo").map((x, i) => {
      const view = full(x, c.language);
      return { task_id: view.task?.id ?? null, case_id: x.id, title: view.title, process: view.process.label, node: view.path.find((s) => s.state === "current")?.name ?? null, initiator: view.initiator, subject: view.subject, summary: [{ label: t(["金额", "金額", "Amount"]), value: `¥${grouped(String(x.order.total))}` }, { label: t(["交货", "交貨", "Due"]), value: String(x.order.promised_on) }], arrived_at: x.started, due_at: dayjs().add(i * 9 - 4, "hour").toISOString(), urged: i === 1, state: x.state };
    });
    return ok({ rows: rows.filter((r) => r.title.includes(c.query.get("q") ?? "")), next: null });
  }
  if (parts[0] === "preview") {
    const order = findRecord("sales.order", Number(c.body.id));
    if (!order) return problem(404, "not_found", "Not found");
    return ok({ path: steps(order, -1, "draft", [], t).map((s, i) => ({ ...s, state: i ? "future" : "current" })), warnings: [t(["CMM-800 库存不足 1 台，通过时会再次检查。", "CMM-800 庫存不足 1 台，核准時會再次檢查。", "CMM-800 is short by 1; checked again at approval."])], choices: [{ node: "cc", label: t(["抄送给", "副本給", "Copy to"]), candidates: [{ id: 4, label: "赵铁军" }, { id: 5, label: "许文佳" }], min: 0 }] });
  }
  const id = Number(parts[1]);
  const found = cases.find((x) => x.id === (parts[0] === "tasks" ? Math.floor(id / 10) : id));
  if (!found) return problem(404, "not_found", "Not found");
  if (parts[2] === "picture") return ok(picture(full(found, c.language).path));
  if (parts[2] === "why") return ok({ rule: "manager(1)", sentence: t(["因为您是发起人林晓雯的直属上级。", "因為您是申請人林曉雯的直屬主管。", "Because you are the direct manager of the initiator, 林晓雯."]), steps: [{ title: t(["规则", "規則", "Rule"]), detail: t(["发起人的直属上级", "申請人的直屬主管", "Direct manager of the initiator"]) }, { title: t(["发起人", "申請人", "Initiator"]), detail: "林晓雯 · 上海销售部 · 销售代表" }, { title: t(["汇报关系", "匯報關係", "Reporting line"]), detail: "林晓雯 → 周启明" }], result: [DESK[0]!] });
  if (c.method === "POST") {
    if (parts[0] === "tasks" && parts[2] !== "comment" && id % 10 !== found.step) return problem(409, "task_decided", t(["已由周启明处理", "已由周啟明處理", "Already decided by 周启明"]), { detail: t(["周启明刚刚同意了这一步。", "周啟明剛剛核准了這一步。", "周启明 approved this step a moment ago."]) });
    decide(found, parts[2]!, String(c.body.opinion ?? ""));
  }
  return ok(full(found, c.language));
}
