import { useVirtualizer } from "@tanstack/react-virtual";
import { Button, Tooltip } from "antd";
import { ArrowDown, ArrowUp, Copy, Keyboard, Plus, Trash2 } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMedia } from "@/ui/useWide";
import { FieldView } from "../FieldView";
import { said } from "../texts";
import type { Values } from "../types";
import { type Column, isNumeric, leastWidth, templateOf } from "./columns";
import type { SheetProps } from "./LinesField";
import { mostOf, sumOf } from "./rows";
import { SheetRow } from "./SheetRow";
import { useSheet } from "./use-sheet";

const HEIGHT = 38;

/** The complaints of each row as text, so that rows without a change are not drawn again. */
function byRow(faults: Record<string, string> = {}): Map<number, string> {
  const found = new Map<number, Record<string, string>>();
  for (const [path, message] of Object.entries(faults)) {
    const [row = "", name = ""] = path.split(".");
    found.set(Number(row), { ...found.get(Number(row)), [name]: message });
  }
  return new Map([...found].map(([row, messages]) => [row, JSON.stringify(messages)]));
}

export function Sheet(props: SheetProps) {
  const { field, rows, states, columns, open, faults, labelledBy } = props;
  const { t } = useTranslation("forms");
  const sheet = useSheet(props);
  const { active, setActive } = sheet;
  const scroll = useRef<HTMLDivElement>(null);
  const height = useMedia("(pointer: coarse)") ? 48 : HEIGHT;
  const template = useMemo(() => templateOf(columns, open), [columns, open]);
  const complaints = useMemo(() => byRow(faults), [faults]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 8,
    scrollPaddingStart: height,
    scrollPaddingEnd: height,
  });
  const row = active?.row;
  useEffect(() => {
    if (row !== undefined) virtual.scrollToIndex(row);
  }, [row, virtual]);
  const first = columns.findIndex(({ access }) => access === "write");
  const sums = columns.some((column) => field.sums?.includes(column.field.name));
  return (
    <>
      <div
        ref={scroll}
        className="fl-sheet"
        role="grid"
        aria-labelledby={labelledBy}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        onKeyDown={sheet.onKeyDown}
        onPaste={sheet.onPaste}
        onBlur={(event) => {
          const next = event.relatedTarget as Element | null;
          // A list or calendar of a cell stands elsewhere in the page and still belongs to it.
          if (next && !event.currentTarget.contains(next) && !next.closest("[class*='-dropdown']")) setActive(null);
        }}
      >
        <div style={{ minWidth: leastWidth(columns, open) }}>
          <div className="fl-sheet-head" role="row" tabIndex={-1} style={{ gridTemplateColumns: template }}>
            <div role="columnheader" tabIndex={-1} className="fl-cell fl-index">
              <span aria-hidden="true">#</span>
              <span className="hy-sr">{t("lines.row")}</span>
            </div>
            {columns.map(({ field: column, access }) => (
              <div
                key={column.name}
                role="columnheader"
                tabIndex={-1}
                className="fl-cell"
                data-numeric={isNumeric(column)}
                title={said(column.help) || said(column.label)}
              >
                <span className="hy-ellipsis">{said(column.label) || column.name}</span>
                {column.required && access === "write" ? <span className="fl-must">*</span> : null}
              </div>
            ))}
            {open ? <div role="columnheader" tabIndex={-1} className="fl-cell" aria-label={t("lines.tools")} /> : null}
          </div>
          <div className="fl-sheet-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => (
              <SheetRow
                key={index}
                row={rows[index]!}
                index={index}
                count={rows.length}
                columns={columns}
                template={template}
                top={start}
                height={height}
                state={states?.[index]}
                active={active?.row === index ? active.column : -1}
                entry={active ? (active.row === index ? active.column : -1) : index === 0 ? Math.max(0, first) : -1}
                faults={complaints.get(index) ?? ""}
                open={open}
                onEnter={setActive}
                onChange={sheet.change}
                onAct={sheet.act}
              />
            ))}
          </div>
          {rows.length === 0 ? (
            <p className="fl-sheet-empty">{open ? t("lines.emptyOpen") : t("lines.empty")}</p>
          ) : null}
          {sums && rows.length ? (
            <Sums columns={columns} rows={rows} sums={field.sums ?? []} template={template} />
          ) : null}
        </div>
      </div>
      {open ? <Bar {...props} active={active?.row} act={sheet.act} /> : null}
    </>
  );
}

interface SumsProps {
  columns: Column[];
  rows: Values[];
  sums: string[];
  template: string;
}

function Sums({ columns, rows, sums, template }: SumsProps) {
  const { t } = useTranslation("forms");
  const totals = useMemo(() => new Map(sums.map((name) => [name, sumOf(rows, name)])), [rows, sums]);
  return (
    <div className="fl-sheet-sums" role="row" tabIndex={-1} style={{ gridTemplateColumns: template }}>
      <div className="fl-cell" role="rowheader" tabIndex={-1}>
        {t("lines.sum")}
      </div>
      {columns.map(({ field }) => (
        <div key={field.name} role="gridcell" tabIndex={-1} className="fl-cell" data-numeric={isNumeric(field)}>
          {totals.has(field.name) ? <FieldView cell field={field} value={totals.get(field.name)} /> : null}
        </div>
      ))}
    </div>
  );
}

const ACTS = [
  ["copy", Copy],
  ["up", ArrowUp],
  ["down", ArrowDown],
  ["remove", Trash2],
] as const;

interface BarProps extends SheetProps {
  active?: number;
  act: ReturnType<typeof useSheet>["act"];
}

/** What can be done with the row one is in, for hands that stay on the keyboard. */
function Bar({ field, rows, active, act }: BarProps) {
  const { t } = useTranslation("forms");
  const keep = (event: React.MouseEvent) => event.preventDefault();
  const full = rows.length >= mostOf(field);
  return (
    <div className="fl-sheet-bar" role="toolbar" aria-label={t("lines.tools")}>
      <Tooltip title={full ? t("lines.full", { most: mostOf(field) }) : undefined}>
        <Button
          type="text"
          size="small"
          icon={<Plus size={14} />}
          disabled={full}
          onClick={() => act("add", rows.length - 1)}
        >
          {t("lines.add")}
        </Button>
      </Tooltip>
      {active === undefined
        ? null
        : ACTS.map(([name, Icon]) => (
            <Button
              key={name}
              type="text"
              size="small"
              icon={<Icon size={14} />}
              title={t("lines.ofRow", { act: t(`lines.${name}`), row: active + 1 })}
              aria-label={t("lines.ofRow", { act: t(`lines.${name}`), row: active + 1 })}
              onMouseDown={keep}
              onClick={() => act(name, active)}
            />
          ))}
      <span className="hy-grow" />
      <span className="hy-faint hy-num">{t("lines.count", { count: rows.length, most: mostOf(field) })}</span>
      <Tooltip title={<span className="fl-keys">{t("lines.keys")}</span>}>
        <button type="button" className="hy-plain fl-hint" aria-label={t("lines.keys")}>
          <Keyboard size={15} aria-hidden="true" />
        </button>
      </Tooltip>
    </div>
  );
}
