import { Radio } from "antd";
import { useTranslation } from "react-i18next";
import type { Right } from "@/api/flow";
import { Blank } from "@/ui/Blank";
import { useFlow } from "./context";
import { rightRows, withAll, withOne } from "./fields";
import type { TaskProps } from "./TaskPanel";

const RIGHTS: Right[] = ["hidden", "read", "write", "required"];

/** Fields by what the people of this step may do with them. */
export function RightsTab({ step, approval, set }: TaskProps) {
  const { t } = useTranslation("flow");
  const { words, readOnly } = useFlow();
  const rows = rightRows(words.fields, words.language);
  const rights = step.type === "inform" ? RIGHTS.slice(0, 2) : RIGHTS;
  const of = (key: string): Right => approval.fields[key] ?? "read";
  if (!rows.length) return <Blank title={t("noFields")} hint={t("noFieldsHint")} />;
  return (
    <table className="fl-rights" data-columns={rights.length}>
      <thead>
        <tr>
          <th scope="col">{t("field")}</th>
          {rights.map((right) => (
            <th scope="col" key={right}>
              <button
                type="button"
                className="hy-plain hy-touch"
                disabled={readOnly}
                aria-pressed={rows.every((row) => of(row.key) === right)}
                title={t("allOf", { right: t(`right.${right}`) })}
                onClick={() => set({ fields: withAll(rows, approval.fields, right) })}
              >
                {t(`right.${right}`)}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} data-depth={row.depth} data-right={of(row.key)}>
            <th scope="row">{row.label}</th>
            {rights.map((right) => (
              <td key={right}>
                <Radio
                  name={`${step.id} ${row.key}`}
                  checked={of(row.key) === right}
                  onChange={() => set({ fields: withOne(approval.fields, row.key, right) })}
                >
                  <span className="hy-sr">{`${row.label}: ${t(`right.${right}`)}`}</span>
                </Radio>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
