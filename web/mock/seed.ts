/** A small company that tells one story, dated relative to today and always the same. */
import dayjs from "dayjs";
import { add, lineTotals, subtract, sum } from "../src/kit/decimal";

export type Rec = { id: number; version: number; label: string; [field: string]: unknown };
export type Tables = Record<string, Rec[]>;

let state = 20260101;
const random = () => {
  state = (state * 1664525 + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
const int = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
const day = (offset: number) => dayjs().add(offset, "day").format("YYYY-MM-DD");
const at = (offset: number) => dayjs().add(offset, "day").hour(int(8, 17)).minute(int(0, 59)).toISOString();
const ref = (r: Rec) => ({ id: r.id, label: r.label });
const rec = (id: number, label: string, more: object): Rec => ({ id, version: 1, label, ...more });

export const PEOPLE: [username: string, name: string, post: string, department: string][] = [
  ["sales", "林晓雯", "销售代表", "上海销售部"], ["manager", "周启明", "销售经理", "上海销售部"], ["finance", "陈淑仪", "财务主管", "财务部"],
  ["warehouse", "赵铁军", "仓库主管", "仓储物流部"], ["buyer", "许文佳", "采购专员", "采购部"], ["service", "何俊", "服务工程师", "客户服务部"],
  ["hr", "沈佩", "人事经理", "人力资源部"], ["employee", "杨帆", "研发工程师", "研发中心"], ["admin", "顾云", "系统管理员", "信息技术部"], ["stranger", "Daniel Ortiz", "Sales Representative", "Northwind"],
];
const PLACES = ["苏州", "上海", "无锡", "宁波", "杭州", "昆山", "深圳", "南京", "常州", "合肥"];
const STEMS = ["蓝天", "恒信", "新锐", "东岳", "华测", "精研", "博远", "瑞丰", "中科", "汇川", "明德", "金陵", "润泽", "天衡", "启航", "联创"];
const TRADES = [["汽车零部件有限公司", "auto"], ["半导体科技有限公司", "semi"], ["医疗器械股份有限公司", "medical"], ["新能源科技有限公司", "energy"], ["精密制造有限公司", "auto"]] as const;
const PRODUCTS = [["CMM-800", "桥式三坐标测量机", "800×1000×600", "台", "385000"], ["VMS-300", "影像测量仪", "300×200×200", "台", "86000"], ["LSM-50", "激光测径仪", "0.2–50 mm", "台", "42800"], ["RGH-12", "表面粗糙度仪", "Ra 0.01–40 μm", "台", "23600"], ["HGT-600", "数显高度尺", "0–600 mm", "把", "5480"], ["DIG-150", "数显卡尺", "0–150 mm", "把", "386.5"], ["MIC-25", "千分尺", "0–25 mm", "把", "298"], ["GBK-83", "量块组", "83 块 0 级", "套", "6890"], ["PRB-TP20", "触发测头", "TP20 兼容", "个", "12750"], ["SRV-CAL", "年度校准服务", "CNAS 证书", "次", "3200"]];
const TALK = ["与质量部李工确认了检测节拍，每件要在 45 秒内完成，希望下周看样机演示。", "对方采购反馈价格比竞品高 6%，看重的是售后响应时间，准备提供两年质保方案。", "电话沟通验收时间，客户现场地基已完成，可以按原计划到货。", "客户提出要把首付比例从 30% 降到 20%，需要与财务商量账期。", "拜访总经理，确认今年有两条新产线，预算已批，预计下月招标。"];

function orderRec(id: number, customer: Rec, products: Rec[], owner: Rec): Rec {
  const lines = Array.from({ length: int(2, 5) }, (_, i) => {
    const product = pick(products);
    const line = { quantity: String(int(1, Number(product.price) > 20000 ? 3 : 40)), price: String(product.price), discount: pick(["0", "0", "0.03", "0.05", "0.08"]), taxRate: "0.13" };
    const { net, tax } = lineTotals(line);
    return { id: id * 100 + i, product: ref(product), unit: product.unit, quantity: line.quantity, price: line.price, discount: line.discount, tax_rate: "0.13", net, tax, delivered: "0" };
  });
  const net = sum(lines.map((l) => l.net));
  const tax = sum(lines.map((l) => l.tax));
  const status = id > 46 ? "draft" : id > 41 ? "in_approval" : id % 11 === 0 ? "cancelled" : id % 6 === 0 ? "closed" : "approved";
  const live = status === "approved" || status === "closed";
  const delivery = status === "closed" ? "full" : live ? pick(["none", "part", "part", "full"]) : "none";
  const payment = status === "closed" ? "full" : live ? pick(["none", "none", "part"]) : "none";
  for (const line of lines) line.delivered = delivery === "full" ? line.quantity : delivery === "part" ? String(Math.floor(Number(line.quantity) / 2)) : "0";
  const total = add(net, tax);
  return rec(id, `SO-2026-${String(id).padStart(5, "0")}`, {
    number: `SO-2026-${String(id).padStart(5, "0")}`, customer: ref(customer), owner: ref(owner), ordered_on: day(id - 52), promised_on: day(id - 30), status,
    delivery_status: delivery, invoice_status: payment === "full" ? "full" : "none", payment_status: payment, currency: "CNY", payment_terms: 30, lines,
    net_total: net, tax_total: tax, total, paid_total: payment === "full" ? total : payment === "part" ? `${Math.round(Number(total) / 3)}.00` : "0.00", note: id % 5 ? "" : "客户要求附带中英文校准证书，开箱前请拍照。",
  });
}

export function seed(): Tables {
  state = 20260101;
  const employees = PEOPLE.slice(0, 9).map(([, name, post, department], i) => rec(i + 1, name, { name, post, department, phone: `138****${1000 + i * 37}` }));
  const products = PRODUCTS.map(([code, name, spec, unit, price], i) => rec(i + 1, `${code} ${name}`, { code, name: `${name}`, spec, unit, price: Number(price).toFixed(2), tax_rate: "0.13", active: i !== 6, currency: "CNY" }));
  const customers = Array.from({ length: 64 }, (_, i) => {
    const [trade, industry] = TRADES[i % TRADES.length]!;
    const city = pick(PLACES);
    const name = i === 7 ? "长三角一体化示范区高端精密仪器装备制造产业技术创新联合研究院有限公司" : city + STEMS[(i * 5) % STEMS.length] + trade;
    const limit = pick(["500000.00", "1000000.00", "2000000.00"]);
    return rec(i + 1, name, { code: `C-${String(i + 1).padStart(5, "0")}`, name, level: pick(["a", "b", "b", "c"]), industry, owner: ref(employees[i % 4 === 3 ? 1 : 0]!), city, phone: `021-5${int(1000000, 9999999)}`, credit_code: `91310115MA1K3XY${100 + i}`, credit_limit: limit, credit_exposure: (Number(limit) * random()).toFixed(2), balance: (random() * 600000).toFixed(2), overdue: i % 5 ? "0.00" : (random() * 90000).toFixed(2), currency: "CNY", next_follow_up_at: i % 7 === 6 ? null : at(int(-3, 12)), last_follow_up_at: at(-int(1, 20)), note: "" });
  });
  const contacts = Array.from({ length: 90 }, (_, i) => rec(i + 1, pick([..."王李张刘陈吴郑孙"]) + pick(["建国", "敏", "海涛", "丽华", "志强", "婷", "卫东"]), { customer: ref(customers[i % 64]!), role: pick(["decider", "user", "buyer"]), phone: `139${int(10000000, 99999999)}`, email: `contact${i + 1}@example.com` }));
  for (const c of contacts) c.name = c.label;
  const follow = Array.from({ length: 120 }, (_, i) => rec(i + 1, "", { customer: ref(customers[i % 64]!), method: pick(["phone", "visit", "wechat", "mail"]), content: pick(TALK), happened_at: at(-int(0, 40)), next_at: at(int(1, 15)), by: ref(employees[i % 3 ? 0 : 1]!) }));
  for (const x of follow) x.label = String(x.content).slice(0, 20);
  const chance: Record<string, string> = { lead: "0.1", need: "0.3", quote: "0.5", talk: "0.75", won: "1", lost: "0" };
  const opportunities = Array.from({ length: 34 }, (_, i) => {
    const customer = customers[(i * 3) % 64]!;
    const stage = pick(["lead", "lead", "need", "need", "quote", "quote", "talk", "won", "lost"]);
    const name = `${String(customer.name).slice(0, 4)}${pick(["三坐标采购", "产线检测改造", "量具年度框架", "实验室建设", "测头升级"])}`;
    return rec(i + 1, name, { code: `OP-${String(i + 1).padStart(4, "0")}`, name, customer: ref(customer), stage, amount: (int(3, 90) * 10000).toFixed(2), currency: "CNY", probability: chance[stage], expected_close_on: day(int(-5, 70)), owner: ref(employees[i % 3 ? 0 : 1]!), stalled_days: i % 6 === 0 ? int(15, 40) : int(0, 9), note: "" });
  });
  const orders = Array.from({ length: 50 }, (_, i) => orderRec(i + 1, customers[(i * 7) % 64]!, products, employees[i % 4 ? 0 : 1]!));
  const approved = orders.filter((o) => o.status === "approved" || o.status === "closed");
  const deliveries = approved.flatMap((o, i) => (o.delivery_status === "none" && i % 2 ? [] : [rec(i + 1, `DN-2026-${String(i + 1).padStart(5, "0")}`, { number: `DN-2026-${String(i + 1).padStart(5, "0")}`, order: ref(o), customer: o.customer, status: o.delivery_status === "none" ? "draft" : "shipped", shipped_at: o.delivery_status === "none" ? null : at(-int(1, 20)), warehouse: pick(["上海总仓", "苏州分仓"]), carrier: pick(["顺丰", "德邦", "自提"]), lines: (o.lines as { id: number; product: object; quantity: string }[]).map((l) => ({ id: l.id, product: l.product, ordered: l.quantity, quantity: l.quantity, available: String(int(2, 60)) })) })]));
  const claims = approved.map((o, i) => {
    const open = subtract(String(o.total), String(o.paid_total));
    const due = int(-100, 30);
    return rec(i + 1, `AR-2026-${String(i + 1).padStart(5, "0")}`, { number: `AR-2026-${String(i + 1).padStart(5, "0")}`, customer: o.customer, order: ref(o), due_on: day(due), amount: o.total, paid: o.paid_total, open, currency: "CNY", due_status: Number(open) === 0 ? "settled" : due < 0 ? "overdue" : "not_due" });
  });
  const receipts = Array.from({ length: 18 }, (_, i) => rec(i + 1, `RC-2026-${String(i + 1).padStart(4, "0")}`, { number: `RC-2026-${String(i + 1).padStart(4, "0")}`, customer: claims[i % claims.length]!.customer, received_on: day(-int(0, 60)), amount: (int(2, 40) * 10000).toFixed(2), currency: "CNY", method: pick(["bank", "bill"]), unallocated: i % 3 ? "0.00" : (int(1, 3) * 10000).toFixed(2), note: "" }));
  const stock = products.slice(0, 9).flatMap((p, i) => ["上海总仓", "苏州分仓"].map((warehouse, w) => { const hand = int(4, 90); const held = int(0, hand - 2); return rec(i * 2 + w + 1, p.label, { product: ref(p), warehouse, on_hand: String(hand), reserved: String(held), available: String(hand - held), safety: "6", unit: p.unit }); }));
  return { "org.employee": employees, "masterdata.product": products, "masterdata.contact": contacts, "crm.customer": customers, "crm.follow_up": follow, "crm.opportunity": opportunities, "sales.order": orders, "inventory.delivery": deliveries, "inventory.stock": stock, "receivables.claim": claims, "receivables.receipt": receipts };
}
