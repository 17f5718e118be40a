import { useTranslation } from "react-i18next";
import { approximate } from "@/kit/decimal";
import { money } from "@/kit/money";
import { Figure } from "@/ui/Figure";
import type { Overview } from "./use-overview";

/** What the customer owes, what of it is late, and how much of its credit is taken; nothing for those who may not know. */
export function Money({ overview }: { overview?: Overview }) {
  const { t } = useTranslation("crm");
  const told = overview?.money;
  if (!told) return null;
  const { currency, limit } = told;
  const share = limit && approximate(limit) > 0 ? Math.max(0, approximate(told.exposure) / approximate(limit)) : 0;
  const tone = share >= 1 ? "red" : share >= 0.8 ? "orange" : "primary";
  const late = approximate(told.overdue) > 0;
  return (
    <>
      <Figure label={t("money.balance")} big>
        <span className="hy-num">{money(told.balance, currency)}</span>
      </Figure>
      <Figure label={t("money.overdue")} big>
        <span className={late ? "hy-num hy-toned" : "hy-num hy-faint"} data-tone="red">
          {late ? money(told.overdue, currency) : "—"}
        </span>
        {late ? <span className="hy-faint cu-days">{t("money.days", { count: told.overdue_days })}</span> : null}
      </Figure>
      {limit ? (
        <Figure label={t("money.limit")}>
          <span className="hy-num">{money(limit, currency, 0)}</span>
          <span className="cb" data-tone={tone} role="img" aria-label={`${Math.round(share * 100)}%`}>
            <i style={{ width: `${Math.min(share, 1) * 100}%` }} />
          </span>
          <span className="hy-faint">
            {t("credit.used", { amount: money(told.exposure, currency, 0), percent: Math.round(share * 100) })}
          </span>
        </Figure>
      ) : null}
    </>
  );
}
