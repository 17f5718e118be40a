import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Field } from "@/api/types";
import type { Case } from "@/api/workflow";
import { FieldValue, NUMERIC } from "@/core/resource/field-value";
import { useSession } from "@/core/session/session";
import { recordPath } from "@/core/shell/paths";
import { Panel } from "@/ui/Panel";
import "@/ui/table.css";
import "@/core/resource/record.css";
import { Scroll } from "@/ui/Scroll";

type Values = Record<string, unknown>;

function rowsOf(snapshot: Values, fields: Field[]): { field: Field; value: unknown }[] {
  const known = fields.filter((f) => f.name in snapshot).map((field) => ({ field, value: snapshot[field.name] }));
  if (known.length) return known;
  return Object.entries(snapshot).map(([name, value]) => ({
    field: { name, kind: "text" as const, label: name },
    value,
  }));
}

const NOTHING = (value: unknown) =>
  value === null || value === "" || value === false || /^0(\.0+)?$/.test(String(value));

function useRows(data: Case) {
  const { resource } = useSession();
  const meta = data.subject ? resource(data.subject.resource) : undefined;
  const values: Values = data.snapshot;
  return { meta, values, rows: rowsOf(values, meta?.fields ?? []) };
}

/** The lines of the document as they were submitted; they need the whole width. */
export function SnapshotLines({ data }: { data: Case }) {
  const { rows, values } = useRows(data);
  return rows
    .filter(({ field, value }) => field.kind === "lines" && Array.isArray(value))
    .map(({ field, value }) => (
      <Panel key={field.name} title={field.label}>
        <Sheet field={field} lines={value as Values[]} row={values} />
      </Panel>
    ));
}

/** The document as it was submitted, without its lines and without what was left empty. */
export function Snapshot({ data }: { data: Case }) {
  const { t } = useTranslation("inbox");
  const { meta, rows, values } = useRows(data);
  const plain = rows.filter(({ field, value }) => field.kind !== "lines" && !NOTHING(value));
  return (
    <div className="hy-stack">
      <dl className="dl" data-columns="2">
        {plain.map(({ field, value }) => (
          <div key={field.name} data-wide={field.kind === "longtext"}>
            <dt>{field.label}</dt>
            <dd>
              <FieldValue field={{ ...field, mode: "read" }} value={value} row={values} wrap />
            </dd>
          </div>
        ))}
      </dl>
      {meta && data.subject ? (
        <Link to={recordPath(meta, data.subject.id)}>{t("document.open", { label: data.subject.label })}</Link>
      ) : null}
    </div>
  );
}

function Sheet({ field, lines, row }: { field: Field; lines: Values[]; row: Values }) {
  const fields = (field.fields ?? []).filter((f) => lines.some((line) => f.name in line));
  return (
    <Scroll label={field.label}>
      <table className="hy-table">
        <thead>
          <tr>
            {fields.map((f) => (
              <th key={f.name} className={NUMERIC.has(f.kind) ? "num" : undefined}>
                {f.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={index}>
              {fields.map((f) => (
                <td key={f.name} className={NUMERIC.has(f.kind) ? "num" : undefined}>
                  <FieldValue
                    field={{ ...f, mode: "read", currency_field: f.currency_field ?? "currency" }}
                    value={line[f.name]}
                    row={{ ...row, ...line }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
