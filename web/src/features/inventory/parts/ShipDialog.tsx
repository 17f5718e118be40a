import { App, InputNumber, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entry, Resource } from "@/api/types";
import { textOf } from "@/core/resource/field-value";
import { useVerb } from "@/core/resource/use-record";

interface Props {
  resource: Resource;
  record: Entry;
  onClose: () => void;
}

type Line = Record<string, unknown>;

/** All of it by default; less where less is on the truck. */
export function ShipDialog({ resource, record, onClose }: Props) {
  const { t } = useTranslation("inventory");
  const { message } = App.useApp();
  const run = useVerb(resource);
  const lines = (record.lines ?? []) as Line[];
  const [quantities, setQuantities] = useState<Record<string, string>>(() =>
    Object.fromEntries(lines.map((line) => [String(line.id), String(line.quantity ?? "0")])),
  );
  const [busy, setBusy] = useState(false);
  const ship = async () => {
    setBusy(true);
    try {
      await run(record, "ship", {
        quantities: lines.map((line) => ({ line: Number(line.id), quantity: quantities[String(line.id)] || "0" })),
      });
      void message.success(t("ship.done"));
      onClose();
    } catch (error) {
      void message.error((error as Error).message, 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("ship.title", { label: record.label })}
      okText={t("ship.ok")}
      okButtonProps={{ loading: busy }}
      onOk={() => void ship()}
      onCancel={onClose}
    >
      <p className="hy-muted">{t("ship.hint")}</p>
      <ul className="dg" style={{ marginTop: 12 }}>
        {lines.map((line) => (
          <li key={String(line.id)}>
            <span className="hy-grow">{textOf(undefined, line.product)}</span>
            <InputNumber<string>
              stringMode
              min="0"
              max={String(line.quantity ?? "0")}
              aria-label={textOf(undefined, line.product)}
              value={quantities[String(line.id)] ?? null}
              onChange={(value) =>
                setQuantities((now) => ({ ...now, [String(line.id)]: value === null ? "" : String(value) }))
              }
            />
          </li>
        ))}
      </ul>
    </Modal>
  );
}
