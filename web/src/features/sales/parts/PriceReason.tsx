import { useTranslation } from "react-i18next";
import type { Quote } from "@/api/sales";
import { money } from "@/kit/money";
import type { Line } from "../order-fields";

interface Props {
  line: Line;
  quote: Quote | undefined;
  currency: string;
  onReset: () => void;
}

/** Why this price: the rule that gave it, or that somebody typed it, with the way back. */
export function PriceReason({ line, quote, currency, onReset }: Props) {
  const { t } = useTranslation("sales");
  if (line.is_manual_price) {
    return (
      <div className="os-why" data-tone="orange">
        <span className="hy-toned">{t("sheet.manual")}</span>{" "}
        {quote ? (
          <button type="button" className="hy-plain hy-link" title={quote.reason} onClick={onReset}>
            {t("sheet.back", { price: money(quote.price, currency) })}
          </button>
        ) : null}
      </div>
    );
  }
  const reason = (line.price_reason as string | null) || quote?.reason;
  return reason ? (
    <div className="os-why hy-ellipsis" title={reason}>
      {reason}
    </div>
  ) : null;
}
