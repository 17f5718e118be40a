import { ChevronDown, CloudUpload, Plus, Star } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesigner } from "./context";
import { FieldIcon } from "./icons";
import type { Field } from "./types";

const CHOOSERS = new Set(["person", "department", "post", "reference", "approval", "cascade", "region"]);
const MOMENTS = new Set(["date", "time", "datetime"]);
const CURRENCY: Record<string, string> = { CNY: "¥", USD: "$", EUR: "€", HKD: "HK$", TWD: "NT$", JPY: "¥", GBP: "£" };

/** What stands where one will type or choose; it is only a picture. */
export function QuietControl({ field }: { field: Field }) {
  return (
    <div className="fd-control" aria-hidden="true">
      <Picture field={field} />
    </div>
  );
}

function Box({ children, end, tall, dull }: { children?: ReactNode; end?: ReactNode; tall?: number; dull?: boolean }) {
  return (
    <span
      className="fd-box"
      data-dull={dull}
      style={tall ? { minHeight: tall * 22 + 12, alignItems: "start" } : undefined}
    >
      <span className="hy-ellipsis hy-grow">{children}</span>
      {end}
    </span>
  );
}

function Picture({ field }: { field: Field }) {
  const { t } = useTranslation("form");
  const { say, forms } = useDesigner();
  const { type } = field;
  const icon = <FieldIcon name={type} size={15} />;
  if (field.formula) return <Box dull>{t("face.formula")}</Box>;
  if (type === "serial") return <Box dull>{field.pattern || t("face.serial")}</Box>;
  if (type === "lookup") return <Box dull>{t("face.lookup")}</Box>;
  if (MOMENTS.has(type))
    return (
      <Box end={icon}>
        {field.default !== "now" ? t("face.choose") : type === "date" ? t("face.today") : t("face.now")}
      </Box>
    );
  if (type === "daterange") return <Range halves={field.halves} />;
  if (type === "choice" || type === "multichoice") return <Choices field={field} />;
  if (CHOOSERS.has(type)) {
    const form = type === "approval" ? forms.find((one) => one.code === field.form)?.name : undefined;
    const mine = field.default === "me" ? t(`face.me.${type === "department" ? "department" : "person"}`) : undefined;
    return <Box end={<ChevronDown size={15} />}>{mine ?? form ?? t("face.choose")}</Box>;
  }
  if (type === "location") return <Box end={icon}>{t("face.locate")}</Box>;
  if (type === "longtext" || type === "richtext")
    return <Box tall={field.rows ?? 4}>{sample(field) || t("face.type")}</Box>;
  if (type === "switch") return <i className="fd-switch" data-on={field.default === true} />;
  if (type === "rating")
    return (
      <span className="fd-stars">
        {Array.from({ length: Math.min(10, field.most ?? 5) }, (_, i) => (
          <Star key={i} size={18} strokeWidth={1.5} />
        ))}
      </span>
    );
  if (type === "file" || type === "image" || type === "signature") return <Upload field={field} />;
  if (type === "number" || type === "money" || type === "percent" || type === "duration") {
    const unit =
      type === "duration" ? t(`unit.${field.unit === "days" ? "days" : "hours"}`) : type === "percent" ? "%" : "";
    const own = typeof field.unit === "object" ? say(field.unit) : unit;
    const coin = type === "money" ? (CURRENCY[field.currency ?? "CNY"] ?? field.currency) : "";
    return (
      <>
        <Box end={own || undefined}>
          {coin ? <i className="fd-coin">{coin}</i> : null}
          {sample(field) || t("face.number")}
        </Box>
        {field.capitals ? <span className="fd-help">{t("face.capitals")}</span> : null}
      </>
    );
  }
  return <Box end={type === "text" ? undefined : icon}>{sample(field) || t("face.type")}</Box>;
}

const sample = ({ default: value }: Field) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

function Range({ halves }: { halves?: boolean }) {
  const { t } = useTranslation("form");
  return (
    <Box end={<FieldIcon name="daterange" size={15} />}>
      {t("face.start")}
      {halves ? ` ${t("face.am")}` : ""} – {t("face.end")}
      {halves ? ` ${t("face.pm")}` : ""}
    </Box>
  );
}

function Choices({ field }: { field: Field }) {
  const { t } = useTranslation("form");
  const { say } = useDesigner();
  const choices = field.choices ?? [];
  const many = field.type === "multichoice";
  const open = field.style === "radio" || many;
  if (!open) {
    const chosen = choices.find((one) => one.value === field.default);
    return (
      <Box end={<ChevronDown size={15} />}>
        {chosen ? (
          <span className="hy-tag" data-tone={chosen.tone ?? "neutral"}>
            {say(chosen.label, chosen.value)}
          </span>
        ) : (
          t("face.choose")
        )}
      </Box>
    );
  }
  return (
    <span className="fd-choices">
      {choices.slice(0, 6).map((one) => (
        <span key={one.value} data-tone={one.tone ?? "neutral"}>
          <i data-many={many} data-on={one.value === field.default} />
          {say(one.label, one.value)}
        </span>
      ))}
      {choices.length > 6 ? <span className="hy-faint">+{choices.length - 6}</span> : null}
    </span>
  );
}

function Upload({ field }: { field: Field }) {
  const { t } = useTranslation("form");
  if (field.type === "image")
    return (
      <span className="fd-pictures">
        <i>
          <Plus size={18} />
        </i>
      </span>
    );
  const sign = field.type === "signature";
  return (
    <span className="fd-upload" data-sign={sign}>
      {sign ? <FieldIcon name="signature" size={18} /> : <CloudUpload size={17} />}
      {sign ? t("face.sign") : t("face.upload")}
      {field.extensions?.length ? <span className="hy-faint">{field.extensions.join(" / ")}</span> : null}
    </span>
  );
}
