import { App } from "antd";
import type { ClipboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { list } from "@/api/resources";
import type { Label, Resource } from "@/api/types";
import { blocks, pasted } from "@/core/resource/inputs/paste";
import { useLookup } from "@/core/resource/lookup";
import type { Line, LineFields } from "../order-fields";

const AT_ONCE = 40;

/** Products by what a sheet calls them: their code, else their whole name. */
async function named(products: Resource, texts: string[]): Promise<Map<string, Label>> {
  const found = new Map<string, Label>();
  for (const column of ["code", "name"]) {
    const open = texts.filter((text) => !found.has(text));
    for (let at = 0; at < open.length; at += AT_ONCE) {
      const part = open.slice(at, at + AT_ONCE);
      const { rows } = await list(products, { filter: [column, "in", part], columns: ["code", "name"], limit: 200 });
      for (const row of rows) found.set(String(row[column]), { id: row.id, label: String(row.name ?? row.code) });
    }
  }
  return found;
}

/** Pasting a block of Excel into the sheet, from any cell to the right and down; products are looked up. */
export function usePaste(fields: LineFields, lines: Line[], onChange: (lines: Line[]) => void) {
  const { t } = useTranslation("sales");
  const { message } = App.useApp();
  const products = useLookup("masterdata", "products");
  return async (event: ClipboardEvent, index: number, column: string) => {
    const text = event.clipboardData.getData("text/plain");
    const block = blocks(text);
    if (block.length === 1 && block[0]!.length === 1) return;
    event.preventDefault();
    try {
      const names = column === fields.product?.name ? block.map((row) => row[0]!.trim()).filter(Boolean) : [];
      const known = products && names.length ? await named(products, [...new Set(names)]) : new Map<string, Label>();
      const next = pasted(text, fields.sheet, lines, index, column, known);
      if (next) onChange(next);
      const missing = names.filter((name) => !known.has(name));
      if (missing.length) void message.warning(t("sheet.pastedPartly", { count: missing.length }), 6);
      else void message.success(t("sheet.pasted", { count: block.length }));
    } catch (error) {
      void message.error((error as Error).message);
    }
  };
}
