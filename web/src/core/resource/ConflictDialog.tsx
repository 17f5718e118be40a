import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { Entry, Resource } from "@/api/types";
import { textOf } from "./field-value";
import type { Values } from "./form-values";

interface Props {
  resource: Resource;
  current: Entry;
  mine: Values;
  values: Values;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** Two people changed one record: both versions side by side, and the person decides. */
export function ConflictDialog({ resource, current, mine, values, onKeepMine, onTakeTheirs, onClose }: Props) {
  const { t } = useTranslation("resource");
  const fields = resource.fields.filter((f) => f.name in mine);
  return (
    <Modal
      open
      width={680}
      title={t("conflict.title")}
      onCancel={onClose}
      footer={[
        <Button key="theirs" onClick={onTakeTheirs}>
          {t("conflict.theirs")}
        </Button>,
        <Button key="mine" type="primary" onClick={onKeepMine}>
          {t("conflict.mine")}
        </Button>,
      ]}
    >
      <p className="hy-muted" style={{ marginBottom: 12 }}>
        {t("conflict.hint")}
      </p>
      <div className="hy-scroll">
        <table className="hy-table">
          <thead>
            <tr>
              <th>{t("conflict.field")}</th>
              <th>{t("conflict.now")}</th>
              <th>{t("conflict.yours")}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.name}>
                <td>{field.label}</td>
                <td>{textOf(field, current[field.name], current) || "—"}</td>
                <td data-tone="primary" className="hy-toned">
                  {textOf(field, values[field.name], values) || "—"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Modal>
  );
}
