import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Values } from "./types";
import type { FormDraft } from "./use-form-draft";

/** Offers what was typed before and not saved. */
export function DraftNotice({ form, onRestore }: { form: FormDraft; onRestore: (values: Values) => void }) {
  const { t } = useTranslation("forms");
  if (!form.draft) return null;
  return (
    <Alert
      type="info"
      showIcon
      title={t("draft.found")}
      action={
        <span className="hy-row">
          <Button size="small" onClick={form.dismiss}>
            {t("draft.drop")}
          </Button>
          <Button
            size="small"
            type="primary"
            onClick={() => {
              const values = form.restore();
              if (values) onRestore(values);
            }}
          >
            {t("draft.restore")}
          </Button>
        </span>
      }
    />
  );
}
