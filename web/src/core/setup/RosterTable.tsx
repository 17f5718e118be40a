import { useTranslation } from "react-i18next";
import type { RosterRow } from "@/api/setup";
import "./paste.css";

const COLUMNS = ["name", "contact", "department", "post", "manager", "role"] as const;
const SHOWN = 200;

/** What each pasted row means; a fault stands in its cell. */
export function RosterTable({ rows }: { rows: RosterRow[] }) {
  const { t } = useTranslation("setup");
  const columns = COLUMNS.filter((name) => name !== "role" || rows.some((row) => row.role || hasFault(row, "role")));
  const bad = rows.filter((row) => row.errors.length > 0);
  const shown = [...bad, ...rows.filter((row) => row.errors.length === 0)].slice(0, SHOWN);
  return (
    <section className="gd-table" aria-live="polite" aria-label={t("people.preview")}>
      <table>
        <thead>
          <tr>
            <th className="num">{t("people.row")}</th>
            {columns.map((name) => (
              <th key={name}>{t(`people.column.${name}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.row} data-bad={row.errors.length > 0}>
              <td className="num hy-faint">{row.row}</td>
              {columns.map((name) => (
                <Cell key={name} row={row} name={name} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN ? <p className="hy-faint">{t("people.more", { count: rows.length - SHOWN })}</p> : null}
    </section>
  );
}

const SAME: Record<string, string> = { email: "contact", phone: "contact", number: "name" };
const hasFault = (row: RosterRow, name: string) => row.errors.some((e) => (SAME[e.column] ?? e.column) === name);

function Cell({ row, name }: { row: RosterRow; name: (typeof COLUMNS)[number] }) {
  const { t } = useTranslation("setup");
  const faults = row.errors.filter((e) => (SAME[e.column] ?? e.column) === name);
  return (
    <td data-bad={faults.length > 0}>
      {row[name] || (faults.length ? "—" : "")}
      {name === "post" && row.new_post ? <small className="gd-new">{t("people.newPost")}</small> : null}
      {faults.map((fault) => (
        <small key={fault.message} role="alert">
          {fault.message}
        </small>
      ))}
    </td>
  );
}
