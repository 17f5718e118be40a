/** Names of the people, roles and other things that a process speaks of by id or code. */
import { useQueries } from "@tanstack/react-query";
import { isTask, type Rule, type Tree } from "@/api/flow";
import { get } from "@/api/http";
import { list, options } from "@/api/resources";
import { useSession } from "@/core/session/session";
import { type Group, isGroup, read } from "./feel";
import { allBranches, allSteps } from "./model";
import type { Operand } from "./operands";

export const CODED = ["role", "post", "group", "matrix", "process"] as const;
export type Coded = (typeof CODED)[number];
export interface CodedRow {
  code: string;
  label: string;
}

export interface Names {
  coded: (kind: Coded, code: string) => string;
  record: (resource: string, id: number) => string;
}

const LISTS = { role: "/api/v1/access/roles", post: "/api/v1/org/posts", group: "/api/v1/org/groups" };
const MOST_PAGES = 10;

/** All that have a code, by name. */
async function readList(path: string): Promise<CodedRow[]> {
  const rows: CodedRow[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found: Awaited<ReturnType<typeof list>> = await list(
      { path },
      { columns: ["name", "code"], limit: 100 },
      cursor,
    );
    for (const row of found.rows) if (row.code) rows.push({ code: String(row.code), label: String(row.name) });
    cursor = found.next;
    if (!cursor) break;
  }
  return rows;
}

type Named = { code?: string; key?: string; name: string };

async function readCoded(kind: Coded): Promise<CodedRow[]> {
  if (kind !== "matrix" && kind !== "process") return readList(LISTS[kind]);
  const path = kind === "matrix" ? "/api/v1/workflow/matrices" : "/api/v1/workflow/processes";
  const { rows } = await get<{ rows: Named[] }>(path);
  return rows.map((row) => ({ code: row.code ?? row.key ?? "", label: row.name }));
}

export const codedQuery = (kind: Coded, enabled = true) => ({
  queryKey: ["coded", kind],
  queryFn: () => readCoded(kind),
  staleTime: 60_000,
  retry: false,
  enabled,
});

/** Where the records of a resource are picked from; without metadata the plural of its key is its address. */
export function useTarget(): (key: string) => { key: string; path: string } {
  const { resource } = useSession();
  return (key) => {
    const [app, name = ""] = key.split(".");
    return resource(key) ?? { key, path: `/api/v1/${app}/${name.replaceAll("_", "-")}s` };
  };
}

const rulesOf = (tree: Tree): Rule[] => [
  ...(tree.policy?.copies ?? []).map((one) => one.rule),
  ...allSteps(tree).flatMap((step) =>
    isTask(step) ? [...(step.approval.rules ?? []), ...(step.approval.copies ?? []).map((one) => one.rule)] : [],
  ),
];

function mentioned(tree: Tree, operands: Operand[]): { records: Map<string, Set<number>>; coded: Set<Coded> } {
  const records = new Map<string, Set<number>>();
  const coded = new Set<Coded>();
  const note = (resource: string, ids: number[]) =>
    records.set(resource, new Set([...(records.get(resource) ?? []), ...ids.filter((id) => id > 0)]));
  for (const rule of rulesOf(tree)) {
    note("org.employee", rule.people ?? []);
    if (rule.kind === "department") note("org.department", [Number(rule.name)]);
    else if (rule.kind === "choice" || rule.kind === "next" || rule.until) coded.add("role");
    else if ((CODED as readonly string[]).includes(rule.kind)) coded.add(rule.kind as Coded);
  }
  for (const step of allSteps(tree)) {
    if (step.type === "call") coded.add("process");
    if (isTask(step) && step.approval.ladder?.some((rung) => rung.role)) coded.add("role");
  }
  const look = ({ parts }: Group): void => {
    for (const part of parts) {
      if (isGroup(part)) look(part);
      else {
        const resource = operands.find((one) => one.expression === part.operand)?.resource;
        if (resource) note(resource, part.values.map(Number));
      }
    }
  };
  for (const { condition } of allBranches(tree)) {
    const group = condition ? read(condition, operands) : null;
    if (group) look(group);
  }
  return { records, coded };
}

/** Names of all that the tree mentions; what is not known yet, or to be seen by nobody here, is called by its code. */
export function useNames(tree: Tree, operands: Operand[]): Names {
  const target = useTarget();
  const { records, coded } = mentioned(tree, operands);
  const kinds = CODED.filter((kind) => coded.has(kind));
  const lists = useQueries({ queries: kinds.map((kind) => codedQuery(kind)) });
  const asked = [...records].filter(([, ids]) => ids.size).map(([key, ids]) => ({ key, ids: [...ids].sort() }));
  const found = useQueries({
    queries: asked.map(({ key, ids }) => ({
      queryKey: ["options", key, "ids", ids],
      queryFn: () => options(target(key), { ids }),
      staleTime: 60_000,
      retry: false,
    })),
  });
  return {
    coded: (kind, code) => lists[kinds.indexOf(kind)]?.data?.find((one) => one.code === code)?.label ?? code,
    record: (key, id) => {
      const rows = found[asked.findIndex((one) => one.key === key)]?.data?.rows;
      return rows?.find((one) => one.id === id)?.label ?? String(id);
    },
  };
}
