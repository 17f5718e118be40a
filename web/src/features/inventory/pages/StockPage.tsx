import { Input, Switch } from "antd";
import { Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Resource, Row } from "@/api/types";
import { FieldValue, textOf } from "@/core/resource/field-value";
import { Component as GenericList } from "@/core/resource/ListPage";
import { pick, present } from "@/core/resource/lookup";
import { useResourceAt } from "@/core/resource/use-resource";
import { useRows } from "@/core/resource/use-rows";
import { Failure } from "@/core/shell/Failure";
import { recordPath } from "@/core/shell/paths";
import { useVisit } from "@/core/shell/recent";
import { approximate } from "@/kit/decimal";
import { Blank, Skeleton } from "@/ui/Blank";
import { StockBar } from "../parts/StockBar";
import "../inventory.css";
import "@/core/resource/list.css";
import "@/ui/table.css";

const NAMES = [
  "product",
  "warehouse",
  "location",
  "on_hand",
  "quantity",
  "reserved",
  "available",
  "safety",
  "safety_stock",
  "unit",
];

export function Component() {
  const resource = useResourceAt("inventory", "stock");
  const known = pick(resource, "on_hand", "quantity") && pick(resource, "available");
  return known ? <StockPage resource={resource} /> : <GenericList />;
}

/** What is there, what is promised, what is free; short rows come first when asked. */
function StockPage({ resource }: { resource: Resource }) {
  const { t } = useTranslation("inventory");
  const [typed, setTyped] = useState("");
  const [short, setShort] = useState(false);
  const q = useDeferredValue(typed.trim());
  useVisit(resource.label_plural, { path: "/inventory/stock" });
  const rows = useRows(resource, { q, sort: resource.list.sort, columns: present(resource, NAMES), limit: 200 });
  const hand = pick(resource, "on_hand", "quantity")!;
  const free = pick(resource, "available")!;
  const held = pick(resource, "reserved");
  const safety = pick(resource, "safety", "safety_stock");
  const place = pick(resource, "warehouse", "location");
  const product = pick(resource, "product")!;
  const low = (row: Row) =>
    approximate(String(row[free.name] ?? "0")) <= (safety ? approximate(String(row[safety.name] ?? "0")) : 0);
  const shown = short ? rows.rows.filter(low) : rows.rows;
  const scale = Math.max(1, ...rows.rows.map((row) => approximate(String(row[hand.name] ?? "0"))));
  return (
    <div className="hy-page">
      <header className="hy-page-head">
        <h1 className="hy-grow">{resource.label_plural}</h1>
        <label className="hy-row">
          <Switch size="small" checked={short} onChange={setShort} /> {t("stock.short")}
        </label>
        <Input
          className="rl-search"
          allowClear
          prefix={<Search size={15} />}
          placeholder={t("stock.search")}
          aria-label={t("stock.search")}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
      </header>
      {rows.isPending ? <Skeleton rows={9} /> : null}
      {rows.isError ? <Failure error={rows.error} retry={() => void rows.refetch()} /> : null}
      {rows.isSuccess && shown.length === 0 ? <Blank title={t("stock.none")} hint={t("stock.noneHint")} /> : null}
      {shown.length ? (
        <div className="hy-panel hy-scroll">
          <table className="hy-table">
            <thead>
              <tr>
                <th>{product.label}</th>
                {place ? <th>{place.label}</th> : null}
                <th className="st-wide">{t("stock.shape")}</th>
                <th className="num">{hand.label}</th>
                {held ? <th className="num">{held.label}</th> : null}
                <th className="num">{free.label}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.id}>
                  <td>
                    <FieldValue field={product} value={row[product.name]} row={row} />
                  </td>
                  {place ? <td>{textOf(place, row[place.name], row)}</td> : null}
                  <td className="st-wide">
                    <StockBar
                      hand={String(row[hand.name] ?? "0")}
                      held={String((held && row[held.name]) ?? "0")}
                      scale={scale}
                    />
                  </td>
                  <td className="num">{textOf(hand, row[hand.name], row)}</td>
                  {held ? (
                    <td className="num">
                      {approximate(String(row[held.name] ?? "0")) ? (
                        <Link to={`${recordPath(resource, row.id)}?tab=reservations`}>
                          {textOf(held, row[held.name], row)}
                        </Link>
                      ) : (
                        textOf(held, row[held.name], row)
                      )}
                    </td>
                  ) : null}
                  <td className="num">
                    <b className="hy-toned" data-tone={low(row) ? "orange" : "green"}>
                      {textOf(free, row[free.name], row)}
                    </b>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </div>
  );
}
