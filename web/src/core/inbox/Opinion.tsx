import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";

export const MUST_SAY = new Set(["reject", "return"]);
const PHRASES = ["price", "papers", "stock"] as const;

interface Props {
  verb: string;
  value: string;
  autoFocus?: boolean;
  onChange: (text: string) => void;
}

/** What is said with a decision; a refusal must give its reason and offers the usual ones. */
export function Opinion({ verb, value, autoFocus, onChange }: Props) {
  const { t } = useTranslation("inbox");
  return (
    <>
      <Input.TextArea
        aria-label={t("opinion")}
        placeholder={MUST_SAY.has(verb) ? t("reasonNeeded") : t("opinionHint")}
        autoFocus={autoFocus}
        autoSize={{ minRows: 3, maxRows: 8 }}
        maxLength={1000}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
      {MUST_SAY.has(verb) ? (
        <div className="hy-row hy-wrap">
          {PHRASES.map((name) => (
            <Button key={name} size="small" onClick={() => onChange(t(`phrase.${name}`))}>
              {t(`phrase.${name}`)}
            </Button>
          ))}
        </div>
      ) : null}
    </>
  );
}
