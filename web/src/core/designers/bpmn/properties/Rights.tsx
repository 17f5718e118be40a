import { Radio } from "antd";
import { useTranslation } from "react-i18next";
import { type FieldInfo, useDesk } from "../desk";
import { extension, type Part } from "../modeler/parts";

const RIGHTS = ["", "hidden", "read", "write", "required"] as const;
type Right = (typeof RIGHTS)[number];

interface Line {
  name: string;
  label: string;
  inner: boolean;
}

/** The fields of the document, those of lines below their list, and at the end what the file names besides. */
function linesOf(fields: FieldInfo[], named: string[]): Line[] {
  const known = fields.flatMap((field): Line[] => [
    { name: field.name, label: field.label, inner: false },
    ...(field.fields ?? []).map((one) => ({ name: `${field.name}.${one.name}`, label: one.label, inner: true })),
  ]);
  const strange = named.filter((name) => !known.some((one) => one.name === name));
  return [...known, ...strange.map((name) => ({ name, label: name, inner: false }))];
}

/** What the people of a step may do with each field: one row each, one column for each right. */
export function Rights() {
  const { t } = useTranslation("bpmn");
  const { part, fields, editing, apply } = useDesk();
  const given = extension(part, "heyi:Approval")?.get<Part[] | undefined>("rights") ?? [];
  const rights = new Map(
    given.map((one): [string, Right] => [one.get("name") ?? "", (one.get("right") ?? "read") as Right]),
  );
  const lines = linesOf(fields, [...rights.keys()]);
  const set = (names: string[], right: Right) => {
    if (!editing) return;
    const next = new Map(rights);
    for (const name of names) {
      if (right) next.set(name, right);
      else next.delete(name);
    }
    const made = [...next].map(([name, value]) => editing.make("heyi:Field", { name, right: value }));
    apply(editing.extend(part, "heyi:Approval", { rights: made }));
  };
  if (!lines.length) return <p className="hy-faint">{t("rights.none")}</p>;
  return (
    <table className="bd-rights">
      <thead>
        <tr>
          <th scope="col">{t("rights.field")}</th>
          {RIGHTS.map((right) => (
            <th scope="col" key={right}>
              <button
                type="button"
                className="hy-plain"
                disabled={!editing}
                title={t("rights.all")}
                onClick={() =>
                  set(
                    lines.map((one) => one.name),
                    right,
                  )
                }
              >
                {t(`right.${right || "usual"}`)}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.name} data-inner={line.inner}>
            <th scope="row" title={line.name}>
              {line.label}
            </th>
            {RIGHTS.map((right) => (
              <td key={right}>
                <Radio
                  name={line.name}
                  aria-label={`${line.label}: ${t(`right.${right || "usual"}`)}`}
                  checked={(rights.get(line.name) ?? "") === right}
                  disabled={!editing}
                  onChange={() => set([line.name], right)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
