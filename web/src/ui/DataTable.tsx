import { useVirtualizer } from "@tanstack/react-virtual";
import { Checkbox } from "antd";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import "./table.css";

export interface Column<T> {
  key: string;
  title: string;
  width: number;
  numeric?: boolean;
  sortable?: boolean;
  render: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => number;
  rowHeight: number;
  sort?: string[];
  onSort?: (sort: string[]) => void;
  selected?: Set<number>;
  onSelect?: (ids: Set<number>) => void;
  onOpen?: (row: T) => void;
  onEnd?: () => void;
  footer?: ReactNode;
  selectLabel: string;
}

/** A real table whose rows are drawn only where one looks; header and first column stay put. */
export function DataTable<T>(props: Props<T>) {
  const { columns, rows, rowKey, rowHeight, selected, onSelect, onOpen, onEnd } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 10) onEnd?.();
  }, [last, rows.length, onEnd]);

  const every = rows.length > 0 && rows.every((row) => selected?.has(rowKey(row)));
  const toggle = (id: number) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect?.(next);
  };
  const onKey = (event: KeyboardEvent<HTMLTableRowElement>, row: T) => {
    if (event.target !== event.currentTarget) return;
    const sibling =
      event.key === "ArrowDown" ? "nextElementSibling" : event.key === "ArrowUp" ? "previousElementSibling" : null;
    if (sibling) {
      event.preventDefault();
      (event.currentTarget[sibling] as HTMLElement | null)?.focus();
    } else if (event.key === "Enter") onOpen?.(row);
    else if (event.key === " " && onSelect) {
      event.preventDefault();
      toggle(rowKey(row));
    }
  };
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const span = columns.length + (onSelect ? 2 : 1);
  return (
    <div className="dt" ref={box}>
      <table aria-label={props.label} aria-rowcount={rows.length}>
        <colgroup>
          {onSelect ? <col style={{ width: 40 }} /> : null}
          {columns.map((c) => (
            <col key={c.key} style={{ width: c.width }} />
          ))}
          <col />
        </colgroup>
        <thead>
          <tr>
            {onSelect ? (
              <th className="dt-check">
                <Checkbox
                  aria-label={props.selectLabel}
                  checked={every}
                  indeterminate={!every && Boolean(selected?.size)}
                  onChange={() => onSelect(every ? new Set() : new Set(rows.map(rowKey)))}
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={props.sort ?? []} onSort={props.onSort} />
            ))}
            <th />
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <tr className="dt-gap" style={{ height: before }} /> : null}
          {items.map(({ index }) => {
            const row = rows[index]!;
            const id = rowKey(row);
            return (
              <tr
                key={id}
                tabIndex={0}
                aria-rowindex={index + 1}
                aria-selected={onSelect ? Boolean(selected?.has(id)) : undefined}
                onKeyDown={(event) => onKey(event, row)}
                onDoubleClick={() => onOpen?.(row)}
              >
                {onSelect ? (
                  <td className="dt-check">
                    <Checkbox
                      aria-label={props.selectLabel}
                      checked={Boolean(selected?.has(id))}
                      onChange={() => toggle(id)}
                    />
                  </td>
                ) : null}
                {columns.map((column) => (
                  <td key={column.key} className={column.numeric ? "num" : undefined}>
                    {column.render(row)}
                  </td>
                ))}
                <td />
              </tr>
            );
          })}
          {after > 0 ? <tr className="dt-gap" style={{ height: after }} /> : null}
        </tbody>
        {props.footer ? (
          <tfoot>
            <tr>
              <td colSpan={span}>{props.footer}</td>
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

interface HeadProps<T> {
  column: Column<T>;
  sort: string[];
  onSort?: (sort: string[]) => void;
}

function Head<T>({ column, sort, onSort }: HeadProps<T>) {
  const up = sort.includes(column.key);
  const down = sort.includes(`-${column.key}`);
  const next = () => onSort?.(down ? [] : up ? [`-${column.key}`] : [column.key]);
  const state = up ? "ascending" : down ? "descending" : undefined;
  return (
    <th className={column.numeric ? "num" : undefined} aria-sort={state}>
      {column.sortable && onSort ? (
        <button type="button" className="hy-plain dt-sort" data-on={Boolean(state)} onClick={next}>
          <span className="hy-ellipsis">{column.title}</span>
          {down ? <ArrowDown size={13} aria-hidden="true" /> : <ArrowUp size={13} aria-hidden="true" />}
        </button>
      ) : (
        <span className="hy-ellipsis">{column.title}</span>
      )}
    </th>
  );
}
