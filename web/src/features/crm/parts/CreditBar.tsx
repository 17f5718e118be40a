import { useTranslation } from "react-i18next";
import type { Entry, Resource } from "@/api/types";
import { textOf } from "@/core/resource/field-value";
import { pick } from "@/core/resource/lookup";
import { approximate } from "@/kit/decimal";
import { Figure } from "@/ui/Figure";

/** How much of the credit limit is taken. */
export function CreditBar({ resource, record }: { resource: Resource; record: Entry }) {
  const { t } = useTranslation("crm");
  const limit = pick(resource, "credit_limit");
  const used = pick(resource, "credit_exposure", "exposure", "credit_used");
  const masked = [limit, used].some((f) => f && (record.modes?.[f.name] ?? f.mode) === "masked");
  if (!limit || masked || !record[limit.name]) return null;
  const share =
    used && approximate(record[limit.name] as string) > 0
      ? approximate(record[used.name] as string) / approximate(record[limit.name] as string)
      : 0;
  const tone = share >= 1 ? "red" : share >= 0.8 ? "orange" : "primary";
  return (
    <Figure label={limit.label}>
      <span className="hy-num">{textOf(limit, record[limit.name], record)}</span>
      {used ? (
        <>
          <span className="cb" data-tone={tone} role="img" aria-label={`${Math.round(share * 100)}%`}>
            <i style={{ width: `${Math.min(share, 1) * 100}%` }} />
          </span>
          <span className="hy-faint">
            {t("credit.used", { amount: textOf(used, record[used.name], record), percent: Math.round(share * 100) })}
          </span>
        </>
      ) : null}
    </Figure>
  );
}
