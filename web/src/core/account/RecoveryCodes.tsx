import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/core/setup/Links";

export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useTranslation("account");
  return (
    <div className="ac-once">
      <b>{t("factor.codesTitle")}</b>
      <p className="hy-muted">{t("factor.codesHint")}</p>
      <ol className="ac-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="hy-row">
        <CopyButton text={codes.join("\n")} label={t("factor.copyCodes")} />
        <Button size="small" onClick={onClose}>
          {t("factor.saved")}
        </Button>
      </div>
    </div>
  );
}
