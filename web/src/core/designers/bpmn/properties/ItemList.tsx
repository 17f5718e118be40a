import { Button } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk";
import type { Part } from "../modeler/parts";
import { marker, modeOf } from "./consequences";
import { Field } from "./Field";
import type { Items, Row } from "./rows";
import { itemsOf, propOf, read, reader, writeIn, writeItems } from "./values";
import { APPROVERS, OF_A_KIND } from "./who";

/** Child elements of one kind: approvers, rungs, copies, values handed in and out. */
export function ItemList({ items }: { items: Items }) {
  const { t } = useTranslation("bpmn");
  const { part, editing, apply } = useDesk();
  const found = itemsOf(part, items);
  const put = (next: Part[]) => {
    if (!editing) return;
    const marked = items === APPROVERS ? marker(editing, part, modeOf(part), next.length) : [];
    apply([...writeItems(editing, part, items, next), ...marked]);
  };
  return (
    <section className="bd-items" aria-label={t(`list.${items.list}`)}>
      <header className="hy-row">
        <span className="bd-word hy-grow">{t(`list.${items.list}`)}</span>
        {editing ? (
          <Button
            size="small"
            type="text"
            icon={<Plus size={14} />}
            onClick={() => put([...found, editing.make(items.type, items.fresh)])}
          >
            {t(`add.${items.list}`)}
          </Button>
        ) : null}
      </header>
      {found.map((item, index) => (
        <div key={index} className="bd-item">
          {editing ? (
            <Button
              className="bd-remove"
              size="small"
              type="text"
              aria-label={t("remove", { index: index + 1 })}
              icon={<X size={14} />}
              onClick={() => put(found.filter((one) => one !== item))}
            />
          ) : null}
          <ItemRows item={item} rows={items.rows} />
        </div>
      ))}
    </section>
  );
}

function ItemRows({ item, rows }: { item: Part; rows: readonly Row[] }) {
  const { editing, apply } = useDesk();
  const told = reader(rows, () => item);
  return rows
    .filter((row) => row.when?.(told, item) ?? true)
    .map((row) => (
      <Field
        key={row.name}
        row={row}
        value={read(row, item)}
        onChange={(text) => {
          if (!editing) return;
          const gone = propOf(row) === "rule" || propOf(row) === "who" ? OF_A_KIND : [];
          const emptied = Object.fromEntries(
            gone.filter((prop) => item.get(prop) !== undefined).map((prop) => [prop, undefined]),
          );
          apply([{ part: item, values: { ...emptied, ...writeIn(editing, item, row, text).values } }]);
        }}
      />
    ));
}
