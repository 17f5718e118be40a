/** Metadata of the mock's resources, in three languages, in the shape of docs/guide/api.md section 4. */
import type { Choice, Field, Kind, Resource } from "../src/api/types";

export type Words = string | [hans: string, hant: string, en: string];
export interface MockField extends Omit<Field, "label" | "choices" | "fields" | "help" | "sortable"> {
  label: Words;
  help?: Words;
  sortable?: boolean;
  choices?: (Omit<Choice, "label"> & { label: Words })[];
  fields?: MockField[];
}
type Tab = { name: string; label: Words; resource: string; filter: Record<string, string> };
export interface MockResource extends Omit<Resource, "label" | "label_plural" | "fields" | "form" | "detail" | "verbs" | "key" | "path" | "page" | "permissions" | "kanban"> {
  kanban?: Resource["kanban"];
  label: Words;
  fields: MockField[];
  sections: { title: Words; columns?: number; fields: string[] }[];
  summary: string[];
  tabs: Tab[];
  verbs: { name: string; label: Words; tone?: "primary" | "danger"; bulk?: boolean; confirm?: Words; payload?: MockField[] }[];
  readOnly?: boolean;
}

const OPERATORS: Partial<Record<Kind, string[]>> = {
  text: ["contains", "eq", "ne", "starts", "empty"],
  longtext: ["contains", "empty"],
  choice: ["in", "eq", "ne", "empty"],
  person: ["eq", "in", "empty"],
  reference: ["eq", "in", "empty"],
  boolean: ["eq"],
  lines: [],
  file: [],
};
const NUMERIC = ["eq", "ge", "le", "between", "empty"];

export const f = (name: string, kind: Kind, label: Words, more: Partial<MockField> = {}): MockField => ({
  name, kind, label, mode: "write", required: false, sortable: !["lines", "longtext", "file"].includes(kind),
  filter: OPERATORS[kind] ?? NUMERIC, default: null, ...more,
});
const ref = (name: string, reference: string, label: Words, more: Partial<MockField> = {}) => f(name, "reference", label, { reference, ...more });
const person = (name: string, label: Words, more: Partial<MockField> = {}) => f(name, "person", label, { reference: "org.employee", ...more });
const money = (name: string, label: Words, more: Partial<MockField> = {}) => f(name, "money", label, { currency_field: "currency", decimals: 2, ...more });
const read = { mode: "read" as const };

export const LEVEL: MockField["choices"] = [
  { value: "a", label: ["A 战略", "A 策略", "A strategic"], tone: "primary" },
  { value: "b", label: ["B 重点", "B 重點", "B key"], tone: "blue" },
  { value: "c", label: ["C 普通", "C 一般", "C regular"], tone: "neutral" },
];
const AXIS = (names: [Words, Words, Words]): MockField["choices"] => [
  { value: "none", label: names[0], tone: "neutral" },
  { value: "part", label: names[1], tone: "blue" },
  { value: "full", label: names[2], tone: "green" },
];
const OWNER: Words = ["负责人", "負責人", "Owner"];
const NUMBER: Words = ["编号", "編號", "Number"];
const CUSTOMER: Words = ["客户", "客戶", "Customer"];
const BASIC: Words = ["基本信息", "基本資訊", "Basics"];
const CURRENCY = f("currency", "choice", ["币种", "幣別", "Currency"], {
  choices: [{ value: "CNY", label: "CNY" }, { value: "USD", label: "USD" }, { value: "EUR", label: "EUR" }], default: "CNY",
});

export const RESOURCES: Record<string, MockResource> = {
  "org.employee": {
    app: "org", name: "employees", label: ["员工", "員工", "Employee"], icon: "user", title_field: "name", readOnly: true,
    fields: [f("name", "text", ["姓名", "姓名", "Name"]), f("post", "text", ["岗位", "崗位", "Post"]), f("department", "text", ["部门", "部門", "Department"]), f("phone", "phone", ["手机", "手機", "Mobile"], { mode: "masked" })],
    list: { columns: ["name", "post", "department", "phone"], sort: ["id"], quick_filters: [], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["name", "post", "department", "phone"] }], summary: ["post", "department"], tabs: [], verbs: [],
  },
  "masterdata.product": {
    app: "masterdata", name: "products", label: ["产品", "產品", "Product"], icon: "package", title_field: "name",
    fields: [f("code", "text", NUMBER, { required: true }), f("name", "text", ["名称", "名稱", "Name"], { required: true }), f("spec", "text", ["规格", "規格", "Specification"]), f("unit", "text", ["单位", "單位", "Unit"]), money("price", ["标准价", "定價", "List price"]), f("tax_rate", "percent", ["税率", "稅率", "Tax rate"], { decimals: 0 }), f("active", "boolean", ["上架", "上架", "On shelf"]), CURRENCY],
    list: { columns: ["code", "name", "spec", "unit", "price", "active"], sort: ["code"], quick_filters: ["active"], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["code", "name", "spec", "unit", "price", "currency", "tax_rate", "active"] }], summary: ["price", "unit", "active"], tabs: [], verbs: [],
  },
  "masterdata.contact": {
    app: "masterdata", name: "contacts", label: ["联系人", "聯絡人", "Contact"], icon: "contact", title_field: "name",
    fields: [f("name", "text", ["姓名", "姓名", "Name"], { required: true }), ref("customer", "crm.customer", CUSTOMER, { required: true }), f("role", "choice", ["角色", "角色", "Role"], { choices: [{ value: "decider", label: ["决策人", "決策者", "Decision maker"], tone: "primary" }, { value: "user", label: ["使用人", "使用者", "User"], tone: "neutral" }, { value: "buyer", label: ["采购", "採購", "Buyer"], tone: "blue" }] }), f("phone", "phone", ["手机", "手機", "Mobile"]), f("email", "email", ["邮箱", "電子郵件", "E-mail"])],
    list: { columns: ["name", "customer", "role", "phone", "email"], sort: ["-id"], quick_filters: ["role"], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["name", "customer", "role", "phone", "email"] }], summary: ["role", "phone"], tabs: [], verbs: [],
  },
  "crm.customer": {
    app: "crm", name: "customers", label: CUSTOMER, icon: "customer", title_field: "name",
    fields: [f("code", "text", NUMBER, read), f("name", "text", ["客户名称", "客戶名稱", "Customer name"], { required: true, help: ["与营业执照一致", "與營業登記一致", "As on the business licence"] }), f("level", "choice", ["客户级别", "客戶等級", "Level"], { choices: LEVEL, default: "c" }), f("industry", "choice", ["行业", "產業", "Industry"], { choices: [{ value: "auto", label: ["汽车零部件", "汽車零組件", "Automotive"] }, { value: "semi", label: ["半导体", "半導體", "Semiconductor"] }, { value: "medical", label: ["医疗器械", "醫療器材", "Medical devices"] }, { value: "energy", label: ["新能源", "新能源", "New energy"] }] }), person("owner", OWNER), f("city", "text", ["城市", "城市", "City"]), f("phone", "phone", ["电话", "電話", "Phone"]), f("credit_code", "text", ["统一社会信用代码", "統一社會信用代碼", "Credit code"], { }), money("credit_limit", ["信用额度", "信用額度", "Credit limit"]), money("credit_exposure", ["信用占用", "信用占用額", "Credit exposure"], read), money("balance", ["应收余额", "應收餘額", "Receivable"], read), money("overdue", ["逾期金额", "逾期金額", "Overdue"], read), CURRENCY, f("next_follow_up_at", "datetime", ["下次跟进时间", "下次跟進時間", "Next follow-up"]), f("last_follow_up_at", "datetime", ["最近跟进", "最近跟進", "Last follow-up"], read), f("note", "longtext", ["备注", "備註", "Note"])],
    list: { columns: ["code", "name", "level", "industry", "owner", "city", "next_follow_up_at", "balance"], sort: ["-id"], quick_filters: ["level", "industry", "owner"], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["name", "code", "level", "industry", "owner", "city", "phone", "credit_code"] }, { title: ["信用", "信用", "Credit"], columns: 2, fields: ["currency", "credit_limit", "credit_exposure", "balance"] }, { title: ["跟进", "跟進", "Follow-up"], columns: 2, fields: ["next_follow_up_at", "last_follow_up_at", "note"] }],
    summary: ["level", "owner", "next_follow_up_at", "balance", "credit_limit"],
    tabs: [{ name: "contacts", label: ["联系人", "聯絡人", "Contacts"], resource: "masterdata.contact", filter: { customer: "$record.id" } }, { name: "opportunities", label: ["商机", "商機", "Opportunities"], resource: "crm.opportunity", filter: { customer: "$record.id" } }, { name: "orders", label: ["订单", "訂單", "Orders"], resource: "sales.order", filter: { customer: "$record.id" } }, { name: "claims", label: ["应收", "應收帳款", "Receivables"], resource: "receivables.claim", filter: { customer: "$record.id" } }],
    verbs: [{ name: "transfer", label: ["转移", "移轉", "Transfer"], bulk: true, payload: [person("owner", ["新负责人", "新負責人", "New owner"], { required: true }), f("reason", "longtext", ["原因", "原因", "Reason"])] }, { name: "release", label: ["退回公海", "退回公海", "Return to pool"], bulk: true, tone: "danger", confirm: ["客户将没有负责人，其他销售可以领取。", "客戶將沒有負責人，其他業務可以領取。", "The customer will have no owner, and others may claim it."] }],
  },
  "crm.follow_up": {
    app: "crm", name: "follow-ups", label: ["跟进记录", "跟進記錄", "Follow-up"], icon: "follow-up", title_field: "content",
    fields: [ref("customer", "crm.customer", CUSTOMER, { required: true }), f("method", "choice", ["方式", "方式", "Method"], { required: true, default: "phone", choices: [{ value: "phone", label: ["电话", "電話", "Call"], tone: "blue" }, { value: "visit", label: ["拜访", "拜訪", "Visit"], tone: "primary" }, { value: "wechat", label: ["微信", "微信", "WeChat"], tone: "green" }, { value: "mail", label: ["邮件", "電子郵件", "E-mail"], tone: "neutral" }] }), f("content", "longtext", ["内容", "內容", "What was said"], { required: true }), f("happened_at", "datetime", ["时间", "時間", "When"]), f("next_at", "datetime", ["下次跟进时间", "下次跟進時間", "Next follow-up"]), person("by", ["跟进人", "跟進人", "By"], read)],
    list: { columns: ["happened_at", "customer", "method", "content", "by", "next_at"], sort: ["-happened_at"], quick_filters: ["method", "by"], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["customer", "method", "happened_at", "next_at", "content"] }], summary: ["customer", "method", "next_at"], tabs: [], verbs: [],
  },
  "crm.opportunity": {
    app: "crm", name: "opportunities", label: ["商机", "商機", "Opportunity"], icon: "opportunity", title_field: "name",
    fields: [f("code", "text", NUMBER, read), f("name", "text", ["商机名称", "商機名稱", "Opportunity"], { required: true }), ref("customer", "crm.customer", CUSTOMER, { required: true }), f("stage", "choice", ["阶段", "階段", "Stage"], { default: "lead", mode: "read", choices: [{ value: "lead", label: ["初步接洽", "初步接洽", "First contact"], tone: "neutral" }, { value: "need", label: ["需求确认", "需求確認", "Needs confirmed"], tone: "blue" }, { value: "quote", label: ["方案报价", "方案報價", "Proposal"], tone: "blue" }, { value: "talk", label: ["商务谈判", "商務談判", "Negotiation"], tone: "orange" }, { value: "won", label: ["赢单", "成交", "Won"], tone: "green" }, { value: "lost", label: ["输单", "失單", "Lost"], tone: "red" }] }), money("amount", ["预计金额", "預估金額", "Expected amount"]), CURRENCY, f("probability", "percent", ["赢单概率", "成交機率", "Win probability"], { ...read, decimals: 0 }), f("expected_close_on", "date", ["预计成交日期", "預計成交日", "Expected close"]), person("owner", OWNER), f("stalled_days", "integer", ["停滞天数", "停滯天數", "Days stalled"], read), f("note", "longtext", ["备注", "備註", "Note"])],
    list: { columns: ["code", "name", "customer", "stage", "amount", "probability", "expected_close_on", "owner"], sort: ["-id"], quick_filters: ["stage", "owner"], search: true },
    kanban: { group: "stage", title: "name", fields: ["customer", "amount", "expected_close_on", "owner"], sum: "amount", verb: "move" },
    sections: [{ title: BASIC, columns: 2, fields: ["name", "customer", "stage", "owner", "amount", "currency", "probability", "expected_close_on", "note"] }], summary: ["stage", "amount", "probability", "expected_close_on", "owner"], tabs: [], verbs: [{ name: "move", label: ["变更阶段", "變更階段", "Change stage"], payload: [] }],
  },
  "sales.order": {
    app: "sales", name: "orders", label: ["销售订单", "銷售訂單", "Sales order"], icon: "order", title_field: "number",
    fields: [f("number", "text", ["订单编号", "訂單編號", "Order no."], read), ref("customer", "crm.customer", CUSTOMER, { required: true }), person("owner", OWNER), f("ordered_on", "date", ["订单日期", "訂單日期", "Order date"]), f("promised_on", "date", ["交货日期", "交貨日期", "Promised date"]), f("status", "choice", ["订单状态", "訂單狀態", "Status"], { ...read, choices: [{ value: "draft", label: ["草稿", "草稿", "Draft"], tone: "neutral" }, { value: "in_approval", label: ["审批中", "簽核中", "In approval"], tone: "blue" }, { value: "approved", label: ["已通过", "已核准", "Approved"], tone: "green" }, { value: "closed", label: ["已关闭", "已關閉", "Closed"], tone: "neutral" }, { value: "cancelled", label: ["已取消", "已取消", "Cancelled"], tone: "void" }] }), f("delivery_status", "choice", ["发货", "出貨", "Delivery"], { ...read, choices: AXIS([["未发货", "未出貨", "Not shipped"], ["部分发货", "部分出貨", "Part shipped"], ["已发货", "已出貨", "Shipped"]]) }), f("invoice_status", "choice", ["开票", "開立發票", "Invoicing"], { ...read, choices: AXIS([["未开票", "未開立", "Not invoiced"], ["部分开票", "部分開立", "Part invoiced"], ["已开票", "已開立", "Invoiced"]]) }), f("payment_status", "choice", ["回款", "收款", "Payment"], { ...read, choices: AXIS([["未回款", "未收款", "Unpaid"], ["部分回款", "部分收款", "Part paid"], ["已回款", "已收款", "Paid"]]) }), CURRENCY, f("payment_terms", "integer", ["账期（天）", "帳期（天）", "Credit period (days)"], { default: 30 }), f("lines", "lines", ["明细", "明細", "Lines"], { required: true, fields: [ref("product", "masterdata.product", ["产品", "產品", "Product"], { required: true }), f("quantity", "quantity", ["数量", "數量", "Quantity"], { required: true, default: "1" }), f("unit", "text", ["单位", "單位", "Unit"], read), f("price", "money", ["单价", "單價", "Unit price"], { decimals: 2, currency_field: "currency" }), f("discount", "percent", ["折扣 %", "折扣 %", "Discount %"], { default: "0" }), f("tax_rate", "percent", ["税率 %", "稅率 %", "Tax %"], { default: "0.13" }), f("net", "money", ["金额", "金額", "Net"], read), f("tax", "money", ["税额", "稅額", "Tax"], read), f("delivered", "quantity", ["已发", "已出", "Shipped"], read)] }), money("net_total", ["未税合计", "未稅合計", "Net total"], read), money("tax_total", ["税额合计", "稅額合計", "Tax total"], read), money("total", ["含税合计", "含稅合計", "Total"], read), money("paid_total", ["已回款", "已收款", "Paid"], read), f("note", "longtext", ["备注", "備註", "Note"])],
    list: { columns: ["number", "customer", "ordered_on", "total", "status", "delivery_status", "payment_status", "owner"], sort: ["-id"], quick_filters: ["status", "delivery_status", "payment_status", "owner"], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["customer", "owner", "ordered_on", "promised_on", "currency", "payment_terms", "note"] }, { title: ["明细", "明細", "Lines"], columns: 1, fields: ["lines"] }], summary: ["customer", "total", "status", "delivery_status", "payment_status"],
    tabs: [{ name: "deliveries", label: ["发货单", "出貨單", "Deliveries"], resource: "inventory.delivery", filter: { order: "$record.id" } }, { name: "claims", label: ["应收", "應收帳款", "Receivables"], resource: "receivables.claim", filter: { order: "$record.id" } }],
    verbs: [{ name: "submit", label: ["提交审批", "送出簽核", "Submit"], tone: "primary" }, { name: "close", label: ["关闭", "關閉", "Close"], bulk: true, confirm: ["关闭后不再发货，释放占用的库存。", "關閉後不再出貨，釋放保留的庫存。", "No more goods will ship and reserved stock is freed."] }, { name: "cancel", label: ["取消订单", "取消訂單", "Cancel"], tone: "danger", confirm: ["订单将作废，不能恢复。", "訂單將作廢，無法復原。", "The order becomes void and cannot be restored."] }],
  },
  "inventory.delivery": {
    app: "inventory", name: "deliveries", label: ["发货单", "出貨單", "Delivery note"], icon: "delivery", title_field: "number",
    fields: [f("number", "text", NUMBER, read), ref("order", "sales.order", ["销售订单", "銷售訂單", "Sales order"], { required: true }), ref("customer", "crm.customer", CUSTOMER, read), f("status", "choice", ["状态", "狀態", "Status"], { ...read, choices: [{ value: "draft", label: ["待发货", "待出貨", "To ship"], tone: "orange" }, { value: "shipped", label: ["已发货", "已出貨", "Shipped"], tone: "green" }] }), f("shipped_at", "datetime", ["发货时间", "出貨時間", "Shipped at"], read), f("warehouse", "text", ["仓库", "倉庫", "Warehouse"]), f("carrier", "text", ["承运人", "承運人", "Carrier"]), f("lines", "lines", ["明细", "明細", "Lines"], { fields: [ref("product", "masterdata.product", ["产品", "產品", "Product"], { required: true }), f("ordered", "quantity", ["订购", "訂購", "Ordered"], read), f("quantity", "quantity", ["本次发货", "本次出貨", "This shipment"], { required: true }), f("available", "quantity", ["可用量", "可用量", "Available"], read)] })],
    list: { columns: ["number", "order", "customer", "status", "warehouse", "shipped_at"], sort: ["-id"], quick_filters: ["status"], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["order", "customer", "warehouse", "carrier"] }, { title: ["明细", "明細", "Lines"], columns: 1, fields: ["lines"] }], summary: ["status", "customer", "shipped_at"], tabs: [], verbs: [{ name: "ship", label: ["确认发货", "確認出貨", "Ship"], tone: "primary", confirm: ["货物将从库存扣减。", "貨物將自庫存扣減。", "The goods leave stock."] }],
  },
  "inventory.stock": {
    app: "inventory", name: "stock", label: ["库存", "庫存", "Stock"], icon: "stock", title_field: "product", readOnly: true,
    fields: [ref("product", "masterdata.product", ["产品", "產品", "Product"]), f("warehouse", "text", ["仓库", "倉庫", "Warehouse"]), f("on_hand", "quantity", ["库存量", "庫存量", "On hand"]), f("reserved", "quantity", ["占用", "保留量", "Reserved"]), f("available", "quantity", ["可用量", "可用量", "Available"]), f("safety", "quantity", ["安全库存", "安全庫存", "Safety stock"]), f("unit", "text", ["单位", "單位", "Unit"])],
    list: { columns: ["product", "warehouse", "on_hand", "reserved", "available", "safety", "unit"], sort: ["product"], quick_filters: [], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["product", "warehouse", "on_hand", "reserved", "available", "safety", "unit"] }], summary: ["on_hand", "reserved", "available"], tabs: [], verbs: [],
  },
  "receivables.claim": {
    app: "receivables", name: "claims", label: ["应收", "應收帳款", "Receivable"], icon: "claim", title_field: "number", readOnly: true,
    fields: [f("number", "text", NUMBER), ref("customer", "crm.customer", CUSTOMER), ref("order", "sales.order", ["订单", "訂單", "Order"]), f("due_on", "date", ["到期日", "到期日", "Due"]), money("amount", ["应收金额", "應收金額", "Amount"]), money("paid", ["已回款", "已收款", "Paid"]), money("open", ["未收", "未收", "Open"]), CURRENCY, f("due_status", "choice", ["到期", "到期", "Due status"], { choices: [{ value: "not_due", label: ["未到期", "未到期", "Not due"], tone: "neutral" }, { value: "overdue", label: ["逾期", "逾期", "Overdue"], tone: "red" }, { value: "settled", label: ["已结清", "已結清", "Settled"], tone: "green" }] })],
    list: { columns: ["number", "customer", "order", "due_on", "amount", "paid", "open", "due_status"], sort: ["due_on"], quick_filters: ["due_status"], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["number", "customer", "order", "due_on", "amount", "paid", "open", "due_status"] }], summary: ["open", "due_on", "due_status"], tabs: [], verbs: [],
  },
  "receivables.receipt": {
    app: "receivables", name: "receipts", label: ["回款", "收款", "Receipt"], icon: "receipt", title_field: "number",
    fields: [f("number", "text", NUMBER, read), ref("customer", "crm.customer", CUSTOMER, { required: true }), f("received_on", "date", ["到账日期", "入帳日期", "Received on"], { required: true }), money("amount", ["金额", "金額", "Amount"], { required: true }), CURRENCY, f("method", "choice", ["方式", "方式", "Method"], { default: "bank", choices: [{ value: "bank", label: ["银行转账", "銀行轉帳", "Bank transfer"] }, { value: "bill", label: ["承兑汇票", "承兌匯票", "Acceptance bill"] }] }), money("unallocated", ["未核销", "未沖銷", "Unallocated"], read), f("note", "longtext", ["备注", "備註", "Note"])],
    list: { columns: ["number", "customer", "received_on", "amount", "unallocated", "method"], sort: ["-received_on"], quick_filters: ["method"], search: true },
    sections: [{ title: BASIC, columns: 2, fields: ["customer", "received_on", "amount", "currency", "method", "note"] }], summary: ["amount", "unallocated", "received_on"], tabs: [], verbs: [{ name: "allocate", label: ["核销", "沖銷", "Allocate"], tone: "primary", payload: [] }],
  },
};
