import type { Field, Resource } from "../src/api/types";
import { type MockField, type MockResource, RESOURCES, type Words } from "./meta";

const INDEX: Record<string, number> = { "zh-Hans": 0, "zh-Hant": 1, en: 2 };
export const say = (words: Words | undefined, language: string): string =>
  words === undefined ? "" : typeof words === "string" ? words : (words[INDEX[language] ?? 0] ?? words[0]);

function field(source: MockField, language: string): Field {
  return {
    ...source,
    sortable: source.sortable || undefined,
    label: say(source.label, language),
    help: say(source.help, language),
    choices: source.choices?.map((c) => ({ ...c, label: say(c.label, language) })),
    fields: source.fields?.map((inner) => field(inner, language)),
  };
}

export const pathOf = (r: MockResource): string => `/api/v1/${r.app}/${r.name}`;

function resource(key: string, r: MockResource, language: string): Resource {
  const sections = r.sections.map((s) => ({ ...s, columns: s.columns ?? 2, title: say(s.title, language) }));
  return {
    key, app: r.app, page: `/${r.app}/${r.name}`, name: r.name, path: pathOf(r), icon: r.icon, title_field: r.title_field, list: r.list, kanban: r.kanban ?? null,
    label: say(r.label, language),
    label_plural: say(r.label, language) + (language === "en" && !/stock$/i.test(say(r.label, language)) ? "s" : ""),
    permissions: { create: !r.readOnly && key !== "inventory.delivery", update: !r.readOnly, import: false, export: true },
    fields: r.fields.map((x) => field(x, language)),
    form: sections,
    detail: { summary: r.summary, sections, tabs: r.tabs.map((tab) => ({ ...tab, label: say(tab.label, language) })) },
    verbs: r.verbs.map((v) => ({
      name: v.name, label: say(v.label, language), tone: v.tone ?? "neutral", bulk: v.bulk ?? false,
      confirm: v.confirm ? say(v.confirm, language) : null, payload: v.payload?.map((x) => field(x, language)) ?? [],
    })),
  };
}

export const metaIn = (language: string) => ({
  version: `mock-${language}`,
  resources: Object.fromEntries(Object.entries(RESOURCES).map(([key, r]) => [key, resource(key, r, language)])),
});

const ITEMS: [app: string, label: Words, icon: string, items: [resource: string, icon: string][]][] = [
  ["crm", ["客户关系", "客戶關係", "Customers"], "team", [["crm.customer", "customer"], ["masterdata.contact", "contact"], ["crm.follow_up", "follow-up"], ["crm.opportunity", "opportunity"]]],
  ["sales", ["销售", "銷售", "Sales"], "sales", [["sales.order", "order"], ["masterdata.product", "package"]]],
  ["inventory", ["库存", "庫存", "Inventory"], "stock", [["inventory.delivery", "delivery"], ["inventory.stock", "stock"]]],
  ["receivables", ["应收", "應收帳款", "Receivables"], "receivables", [["receivables.claim", "claim"], ["receivables.receipt", "receipt"]]],
];

export function menuIn(language: string) {
  const menu = ITEMS.map(([app, label, icon, items]) => ({
    app, icon, label: say(label, language),
    items: items.map(([key, itemIcon]) => {
      const r = RESOURCES[key]!;
      return { name: r.name, label: say(r.label, language), path: `/${r.app}/${r.name}`, resource: key as string | null, icon: itemIcon };
    }),
  }));
  menu[3]!.items.push({ name: "ageing", label: say(["账龄分析", "帳齡分析", "Ageing"], language), path: "/receivables/ageing", resource: null, icon: "ageing" });
  return menu;
}
