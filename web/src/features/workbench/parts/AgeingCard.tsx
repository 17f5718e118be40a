import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ageing } from "@/api/receivables";
import { useAppearance } from "@/core/session/appearance";
import { today } from "@/kit/dates";
import { approximate } from "@/kit/decimal";
import { money, shortMoney } from "@/kit/money";
import { Card, type CardProps } from "./Card";

const TONES = ["green", "orange", "orange", "red", "red", "red"];
const DEPTH = [1, 0.6, 1, 0.65, 0.85, 1];

/** How old the money is that customers owe. */
export function AgeingCard({ grip }: CardProps) {
  const { t, i18n } = useTranslation("workbench");
  const { language } = useAppearance();
  const query = useQuery({ queryKey: ["page", "ageing", today()], queryFn: () => ageing(today()) });
  const data = query.data;
  const most = Math.max(1, ...(data?.buckets ?? []).map((b) => approximate(data?.totals[b.key])));
  const nameOf = (b: { key: string }) =>
    i18n.exists(`workbench:bucket.${b.key}`) ? t(`bucket.${b.key}` as never) : b.key;
  return (
    <Card
      grip={grip}
      title={t("ageing.title")}
      query={query}
      empty={data?.rows.length === 0 && t("ageing.none")}
      to={{ path: "/receivables/ageing", label: t("ageing.open") }}
    >
      <div className="wb-big hy-num">{money(data?.totals.total, data?.currency)}</div>
      <ul className="wb-columns">
        {data?.buckets.map((bucket, index) => (
          <li key={bucket.key} data-tone={TONES[index] ?? "red"}>
            <span className="hy-num">{shortMoney(data.totals[bucket.key] ?? "0", data.currency, language)}</span>
            <i
              style={{
                height: `${Math.max(2, (approximate(data.totals[bucket.key]) / most) * 78)}px`,
                opacity: DEPTH[index] ?? 1,
              }}
            />
            <span className="hy-faint">{nameOf(bucket)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
