import { App, Button, InputNumber } from "antd";
import { Wand2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Action, Entry, Resource, Row } from "@/api/types";
import { FieldValue, isLabel } from "@/core/resource/field-value";
import { pick, present, useLookup } from "@/core/resource/lookup";
import { RelatedList } from "@/core/resource/RelatedList";
import { useVerb } from "@/core/resource/use-record";
import { useRows } from "@/core/resource/use-rows";
import { recordPath } from "@/core/shell/paths";
import { compare, isDecimal, subtract, sum } from "@/kit/decimal";
import { money } from "@/kit/money";
import { Blank, Skeleton } from "@/ui/Blank";
import "@/ui/table.css";

interface Props {
  resource: Resource;
  record: Entry;
  action?: Action;
}

const least = (a: string, b: string) => (compare(a, b) <= 0 ? a : b);

/** Money received meets what is owed: oldest first by one button, or by hand, line by line. */
export function Allocation({ resource, record, action }: Props) {
  const { t } = useTranslation("receivables");
  const { message } = App.useApp();
  const run = useVerb(resource);
  const instalments = useLookup("receivables", "instalments");
  const whole = useLookup("receivables", "claims");
  const claims = instalments ?? whole;
  const [given, setGiven] = useState<Record<number, string>>({});
  const [busy, setBusy] = useState(false);
  const customer = isLabel(record.customer) ? record.customer : isLabel(record.party) ? record.party : null;
  const openField = pick(claims, "open", "open_amount", "outstanding", "balance");
  const dueField = pick(claims, "due_on", "due_date");
  const currency = isLabel(record.currency) ? record.currency.label : (record.currency as string | null);
  const free = String(record.unallocated ?? record.unallocated_amount ?? "0");
  const target = claims ?? resource;
  const link = claims?.fields.some((f) => f.name === "customer") ? "customer" : "party";
  const rows = useRows(
    target,
    {
      filter: [link, "eq", customer?.id ?? 0],
      sort: dueField?.sortable ? [dueField.name] : target.list.sort,
      columns: present(target, [
        "number",
        "claim",
        "order",
        "source",
        "due_on",
        "due_date",
        "amount",
        "open",
        "open_amount",
        "outstanding",
        "balance",
        "currency",
        "due_status",
      ]),
      limit: 100,
    },
    Boolean(claims && customer),
  );
  const openOf = (row: Row) => String((openField && row[openField.name]) ?? "0");
  const owed = useMemo(
    () =>
      rows.rows.filter(
        (row) =>
          openField && isDecimal(String(row[openField.name] ?? "")) && compare(String(row[openField.name]), "0") > 0,
      ),
    [rows.rows, openField],
  );
  const used = sum(Object.values(given).filter(isDecimal));
  const left = subtract(free, used);
  const over = compare(left, "0") < 0;

  const oldestFirst = () => {
    let rest = free;
    const next: Record<number, string> = {};
    for (const row of owed) {
      if (compare(rest, "0") <= 0) break;
      next[row.id] = least(rest, openOf(row));
      rest = subtract(rest, next[row.id]!);
    }
    setGiven(next);
  };
  const submit = async () => {
    setBusy(true);
    try {
      const allocations = Object.entries(given).flatMap(([id, amount]) =>
        isDecimal(amount) && compare(amount, "0") > 0
          ? [{ [instalments ? "instalment" : "claim"]: Number(id), amount }]
          : [],
      );
      await run(record, "allocate", { allocations });
      setGiven({});
      void message.success(t("allocation.done"));
    } catch (error) {
      void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  if (!claims || !openField) return null;
  if (rows.isPending) return <Skeleton rows={5} />;
  const made = resource.detail.tabs.find((tab) => tab.name === "allocations");
  if (made && compare(free, "0") <= 0) return <RelatedList tab={made} record={record} />;
  if (owed.length === 0) return <Blank title={t("allocation.none")} hint={t("allocation.noneHint")} />;
  const may = action?.enabled ?? false;
  return (
    <div className="hy-stack">
      <div className="hy-row hy-wrap">
        <span className="hy-grow">
          <span className="hy-faint">{t("allocation.left")}</span>{" "}
          <b className="hy-num hy-toned" data-tone={over ? "red" : "primary"}>
            {money(left, currency)}
          </b>
          {over ? (
            <span className="hy-toned" data-tone="red">
              {" "}
              {t("allocation.over")}
            </span>
          ) : null}
          {action && !may ? <span className="hy-faint"> {action.reason}</span> : null}
        </span>
        <Button icon={<Wand2 size={15} />} disabled={!may} onClick={oldestFirst}>
          {t("allocation.oldest")}
        </Button>
        <Button
          type="primary"
          disabled={!may || over || compare(used, "0") <= 0}
          loading={busy}
          onClick={() => void submit()}
        >
          {action?.label ?? t("allocation.confirm")}
        </Button>
      </div>
      <div className="hy-panel hy-scroll">
        <table className="hy-table">
          <thead>
            <tr>
              <th>{claims.label}</th>
              {dueField ? <th>{dueField.label}</th> : null}
              <th className="num">{openField.label}</th>
              <th className="num" style={{ width: 190 }}>
                {t("allocation.now")}
              </th>
            </tr>
          </thead>
          <tbody>
            {owed.map((row) => (
              <tr key={row.id}>
                <td>
                  <Link to={isLabel(row.claim) && whole ? recordPath(whole, row.claim.id) : recordPath(claims, row.id)}>
                    {isLabel(row.claim) ? row.claim.label : String(row.number ?? `#${row.id}`)}
                  </Link>{" "}
                  {isLabel(row.order) ? <span className="hy-faint">{row.order.label}</span> : null}
                </td>
                {dueField ? (
                  <td>
                    <FieldValue field={dueField} value={row[dueField.name]} row={row} />
                  </td>
                ) : null}
                <td className="num">{money(openOf(row), currency)}</td>
                <td className="num">
                  <InputNumber<string>
                    stringMode
                    controls={false}
                    disabled={!may}
                    className="ri-number"
                    aria-label={`${t("allocation.now")} ${String(row.number ?? row.id)}`}
                    status={
                      isDecimal(given[row.id] ?? "0") && compare(given[row.id] ?? "0", openOf(row)) > 0
                        ? "error"
                        : undefined
                    }
                    value={given[row.id] ?? null}
                    onChange={(value) => setGiven((now) => ({ ...now, [row.id]: value === null ? "" : String(value) }))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
