import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Draft } from "./draft";
import type { Values } from "./form-values";

/** Offers what was typed before and not saved. */
export function DraftNotice({ draft, onTake }: { draft: Draft; onTake: (values: Values) => void }) {
  const { t } = useTranslation("resource");
  if (!draft.found) return null;
  const take = () => {
    const values = draft.take();
    if (values) onTake(values);
  };
  return (
    <Alert
      type="info"
      showIcon
      title={t("draft.found")}
      action={
        <span className="hy-row">
          <Button size="small" onClick={draft.drop}>
            {t("draft.drop")}
          </Button>
          <Button size="small" type="primary" onClick={take}>
            {t("draft.restore")}
          </Button>
        </span>
      }
    />
  );
}
