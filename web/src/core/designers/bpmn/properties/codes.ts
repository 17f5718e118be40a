import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { api, data } from "@/api/http";
import { list } from "@/api/resources";
import { useDesk } from "../desk";
import { nameIn } from "../modeler/names";
import { is } from "../modeler/parts";
import type { Lookup } from "./rows";

export interface Code {
  value: string;
  label: string;
}

const PATHS: Partial<Record<Lookup, string>> = {
  role: "/api/v1/access/roles",
  post: "/api/v1/org/posts",
  group: "/api/v1/org/groups",
  department: "/api/v1/org/departments",
};
const MOST = 200;

/** The server searches these, by pinyin and initials too; the others are few and searched here. */
export const isSearched = (lookup: Lookup): boolean => lookup in PATHS;

async function ask(lookup: Lookup, q: string): Promise<Code[]> {
  const path = PATHS[lookup];
  if (path) {
    const { rows } = await list({ path }, { columns: ["name", "code"], limit: MOST, q });
    return rows.flatMap((row) => (row.code ? [{ value: String(row.code), label: String(row.name) }] : []));
  }
  if (lookup === "matrix") {
    const { rows } = await data(api.GET("/api/v1/workflow/matrices"));
    return rows.map((row) => ({ value: row.code, label: row.name }));
  }
  if (lookup === "decision") {
    const { rows } = await data(api.GET("/api/v1/workflow/rules"));
    return rows.map((row) => ({ value: row.key, label: row.name }));
  }
  const { rows } = await data(api.GET("/api/v1/workflow/versions"));
  return [...new Map(rows.map((row) => [row.process, { value: row.process, label: row.name }])).values()];
}

/** The codes that a person may choose from; nothing where they may not see them, and then a code is typed. */
export function useCodes(lookup: Lookup, typed: string): Code[] {
  const { registry, fields, language, part } = useDesk();
  const here = lookup === "step" || lookup === "field";
  const q = useDeferredValue(PATHS[lookup] ? typed : "");
  const asked = useQuery({
    queryKey: ["designer-codes", lookup, q],
    queryFn: () => ask(lookup, q),
    enabled: !here,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  if (lookup === "step") {
    const steps = registry.filter((shape) => !shape.labelTarget && is(shape.businessObject, "UserTask"));
    return steps
      .filter((shape) => shape.businessObject !== part)
      .map(({ id, businessObject }) => ({ value: id, label: nameIn(businessObject, language) || id }));
  }
  if (lookup === "field") {
    return fields.flatMap((field) => [
      { value: field.name, label: field.label },
      ...(field.fields ?? []).map((one) => ({
        value: `${field.name}[].${one.name}`,
        label: `${field.label} · ${one.label}`,
      })),
    ]);
  }
  return asked.data ?? [];
}
