import { Button, Dropdown } from "antd";
import { ChevronDown, Ellipsis, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { accessOf, columnMode, isNeeded } from "../access";
import { isBlank } from "../body";
import { FieldRow } from "../FieldRow";
import { FieldView } from "../FieldView";
import { said } from "../texts";
import type { Field, Values } from "../types";
import { isNumeric } from "./columns";
import type { SheetProps } from "./LinesField";
import { mostOf, sumOf } from "./rows";
import { useSheet } from "./use-sheet";

/** The rows as cards, one under the other; one is open, and the others say what is in them. */
export function Cards(props: SheetProps) {
  const { field, rows, columns, open } = props;
  const { t } = useTranslation("forms");
  const sheet = useSheet(props);
  const [shown, setShown] = useState<number | null>(rows.length === 1 ? 0 : null);
  const sums = columns.filter((column) => field.sums?.includes(column.field.name));
  const add = () => {
    sheet.act("add", rows.length - 1);
    setShown(rows.length);
  };
  return (
    <div className="fl-cards">
      {rows.map((_, index) => (
        <Card
          key={index}
          {...props}
          index={index}
          shown={shown === index}
          sheet={sheet}
          onToggle={() => setShown(shown === index ? null : index)}
        />
      ))}
      {rows.length === 0 ? <p className="fl-sheet-empty">{open ? t("lines.emptyPhone") : t("lines.empty")}</p> : null}
      {open ? (
        <Button block icon={<Plus size={15} />} disabled={rows.length >= mostOf(field)} onClick={add}>
          {t("lines.add")}
        </Button>
      ) : null}
      {sums.length && rows.length ? (
        <dl className="fl-card-sums">
          {sums.map(({ field: column }) => (
            <div key={column.name}>
              <dt>{t("lines.sumOf", { name: said(column.label) })}</dt>
              <dd>
                <FieldView cell field={column} value={sumOf(rows, column.name)} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  );
}

interface CardProps extends SheetProps {
  index: number;
  shown: boolean;
  sheet: ReturnType<typeof useSheet>;
  onToggle: () => void;
}

const ACTS = ["copy", "up", "down", "remove"] as const;

const BRIEF = new Set<Field["type"]>(["text", "choice", "reference", "person", "department", "longtext"]);

/** What tells a row from the others: two words, and what it comes to. */
function briefOf(lines: Field, columns: SheetProps["columns"], row: Values): Field[] {
  const filled = columns.map(({ field }) => field).filter((field) => !isBlank(row[field.name]));
  const words = filled.filter((field) => BRIEF.has(field.type));
  const others = filled.filter((field) => !BRIEF.has(field.type) && !isNumeric(field));
  const sum = filled.filter((field) => isNumeric(field) && (!lines.sums || lines.sums.includes(field.name))).at(-1);
  return [...[...words, ...others].slice(0, 2), ...(sum ? [sum] : [])];
}

function Card(props: CardProps) {
  const { field, rows, states, columns, open, index, shown, sheet, modes, faults = {} } = props;
  const { t } = useTranslation("forms");
  const row = rows[index]!;
  const change = useMemo(
    () => (name: string, value: unknown) => sheet.change(index, name, value),
    [sheet.change, index],
  );
  const own = Object.keys(faults).filter((path) => path.startsWith(`${index}.`)).length;
  const brief = briefOf(field, columns, row);
  return (
    <article className="fl-card" data-fault={own > 0} aria-label={t("lines.rowNumber", { row: index + 1 })}>
      <header>
        <button type="button" className="hy-plain fl-card-head" aria-expanded={shown} onClick={props.onToggle}>
          <ChevronDown size={16} aria-hidden="true" />
          <b>{index + 1}</b>
          <span className="fl-card-brief">
            {shown
              ? null
              : brief.map((column) => (
                  <span key={column.name} data-numeric={isNumeric(column)}>
                    <FieldView cell field={column} value={row[column.name]} />
                  </span>
                ))}
            {!shown && brief.length === 0 ? <span className="hy-faint">{t("lines.blank")}</span> : null}
          </span>
        </button>
        {open ? (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: ACTS.map((name) => ({
                key: name,
                label: t(`lines.${name}`),
                danger: name === "remove",
                onClick: () => sheet.act(name, index),
              })),
            }}
          >
            <Button
              type="text"
              icon={<Ellipsis size={16} />}
              aria-label={t("lines.ofRow", { act: t("lines.tools"), row: index + 1 })}
            />
          </Dropdown>
        ) : null}
      </header>
      {shown ? (
        <div className="fl-card-body">
          {columns.map(({ field: column, access }) => {
            const state = states?.[index]?.states[column.name];
            const mode = columnMode(field, column, modes);
            return (
              <FieldRow
                key={column.name}
                field={column}
                value={row[column.name]}
                access={
                  access === "write"
                    ? accessOf(column, mode, true, state)
                    : state?.visible === false
                      ? "hidden"
                      : access
                }
                needed={isNeeded(column, mode, state)}
                locked={state?.locked ?? false}
                fault={faults[`${index}.${column.name}`]}
                editing={props.editing}
                narrow
                modes={modes}
                onChange={change}
              />
            );
          })}
        </div>
      ) : null}
    </article>
  );
}
