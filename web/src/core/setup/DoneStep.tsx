import { Button } from "antd";
import { useTranslation } from "react-i18next";

interface Props {
  counts: { departments: number; people: number };
  onFinish: () => void;
}

export function DoneStep({ counts, onFinish }: Props) {
  const { t } = useTranslation("setup");
  return (
    <section className="gd-done">
      <svg width="120" height="84" viewBox="0 0 120 84" fill="none" aria-hidden="true">
        <path
          d="M14 46 60 10l46 36"
          stroke="var(--hy-accent)"
          strokeWidth="6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <path d="M38 52h44" stroke="var(--hy-gold)" strokeWidth="6" strokeLinecap="round" />
        <rect x="36" y="62" width="48" height="16" rx="4" stroke="var(--hy-accent)" strokeWidth="5" />
      </svg>
      <h1>{t("done.title")}</h1>
      <p className="hy-muted">{t("done.counts", counts)}</p>
      <ul>
        <li>{t("done.customer")}</li>
        <li>{t("done.order")}</li>
        <li>{t("done.inbox")}</li>
      </ul>
      <Button type="primary" size="large" onClick={onFinish}>
        {t("done.finish")}
      </Button>
    </section>
  );
}
