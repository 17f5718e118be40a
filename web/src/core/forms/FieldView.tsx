import { Check, Lock, MapPin, Minus, Star } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { fileAddress } from "@/api/resources";
import type { Label } from "@/api/types";
import { useSession } from "@/core/session/session";
import { recordPath } from "@/core/shell/paths";
import { inWords } from "@/kit/capitals";
import { minute } from "@/kit/dates";
import { grouped, isDecimal, percent, trimmed } from "@/kit/decimal";
import { money } from "@/kit/money";
import { Person } from "@/ui/Avatar";
import { nodesOf } from "./html";
import { ChoiceFace } from "./inputs/ChoiceInput";
import { attachedOf, FileList } from "./inputs/FilesInput";
import { degrees } from "./inputs/LocationInput";
import { useUnit } from "./inputs/NumberInput";
import { said } from "./texts";
import type { Branch, Field, Values } from "./types";

interface Props {
  field: Field;
  value: unknown;
  cell?: boolean;
}

export const Masked = () => {
  const { t } = useTranslation("forms");
  return (
    <span className="fl-masked" title={t("view.masked")}>
      <Lock size={12} aria-hidden="true" /> <span aria-hidden="true">••••</span>
      <span className="hy-sr">{t("view.masked")}</span>
    </span>
  );
};

/** What stands in a form, to be read. */
export function FieldView({ field, value, cell }: Props) {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) {
    return <Nothing field={field} cell={cell} />;
  }
  switch (field.type) {
    case "number":
    case "money":
    case "percent":
    case "duration":
      return <Figure field={field} value={value} cell={cell} />;
    case "person":
    case "department":
    case "post":
    case "reference":
    case "approval":
      return <Records field={field} value={value} />;
    case "choice":
    case "multichoice":
      return <Choices field={field} value={value} />;
    case "file":
    case "image":
      return (
        <span className="fl-files" data-cell={cell}>
          <FileList files={attachedOf(value)} pictures={field.type === "image"} />
        </span>
      );
    case "switch":
      return <YesNo value={value === true} />;
    case "daterange":
      return <Range field={field} value={value as Values} />;
    default:
      return <Plain field={field} value={value} cell={cell} />;
  }
}

function Nothing({ field, cell }: { field: Field; cell?: boolean }) {
  const { t } = useTranslation("forms");
  if (cell) return null;
  return <span className="hy-faint">{field.type === "serial" ? t("view.serial") : "—"}</span>;
}

function Figure({ field, value, cell }: Props) {
  const { i18n } = useTranslation("forms");
  const unit = useUnit()(field);
  const text = String(value);
  const words = field.capitals && !cell ? inWords(text, i18n.language) : "";
  const shown =
    field.type === "money"
      ? money(text, field.currency ?? "CNY", Math.max(2, field.decimals ?? 2))
      : field.type === "percent" && isDecimal(text)
        ? percent(text)
        : trimmed(grouped(text));
  return (
    <span className="fl-figure">
      <span className="hy-num">{shown}</span>
      {unit ? <span className="fl-unit">{unit}</span> : null}
      {words ? <span className="fl-words">{words}</span> : null}
    </span>
  );
}

function Records({ field, value }: Props) {
  const { resource } = useSession();
  const target = field.type === "reference" && field.resource ? resource(field.resource) : undefined;
  return (
    <span className="fl-list">
      {(Array.isArray(value) ? (value as Label[]) : [value as Label]).map((one) => {
        if (field.type === "person") return <Person key={one.id} name={one.label} />;
        return target ? (
          <a key={one.id} href={recordPath(target, one.id)}>
            {one.label}
          </a>
        ) : (
          <span key={one.id}>{one.label}</span>
        );
      })}
    </span>
  );
}

function Choices({ field, value }: Props) {
  return (
    <span className="fl-list">
      {(Array.isArray(value) ? value : [value]).map((one) => {
        const choice = field.choices?.find((known) => known.value === one);
        return <span key={String(one)}>{choice ? <ChoiceFace choice={choice} /> : String(one)}</span>;
      })}
    </span>
  );
}

function YesNo({ value }: { value: boolean }) {
  const { t } = useTranslation("forms");
  return value ? (
    <span className="fl-list">
      <Check size={15} aria-hidden="true" data-tone="green" className="hy-toned" /> {t("view.yes")}
    </span>
  ) : (
    <span className="fl-list hy-muted">
      <Minus size={15} aria-hidden="true" /> {t("view.no")}
    </span>
  );
}

function Range({ field, value }: { field: Field; value: Values }) {
  const { t } = useTranslation("forms");
  const half = (name: string) => (field.halves && value[name] ? ` ${t(`range.${String(value[name])}`)}` : "");
  return (
    <span className="hy-num">
      {String(value.start)}
      {half("start_half")} – {String(value.end)}
      {half("end_half")}
    </span>
  );
}

function wayOf(tree: Branch[] = [], way: string[]): string[] {
  const [first, ...rest] = way;
  const node = tree.find(({ value }) => value === first);
  return node ? [said(node.label), ...wayOf(node.children, rest)] : way;
}

const linkOf = (field: Field, text: string): string | undefined => {
  if (field.type === "email") return `mailto:${text}`;
  if (field.type === "phone") return `tel:${text}`;
  return field.type === "url" && /^https?:/i.test(text) ? text : undefined;
};

function Plain({ field, value, cell }: Props): ReactNode {
  const { t } = useTranslation("forms");
  const text = String(value);
  const href = linkOf(field, text);
  if (href) {
    return (
      <a href={href} target={field.type === "url" ? "_blank" : undefined} rel="noreferrer" className="fl-wrap">
        {text}
      </a>
    );
  }
  if (field.type === "datetime")
    return (
      <time dateTime={text} className="hy-num">
        {minute(text)}
      </time>
    );
  if (field.type === "date" || field.type === "time" || field.type === "serial")
    return <span className="hy-num">{text}</span>;
  if (field.type === "cascade") return wayOf(field.tree, value as string[]).join(" / ");
  if (field.type === "region") return String((value as Values).label ?? "");
  if (field.type === "rating") {
    const most = field.most ?? 5;
    return (
      <span role="img" className="fl-rated" aria-label={t("view.rating", { value: text, most })}>
        {Array.from({ length: most }, (_, place) => (
          <Star key={place} size={15} aria-hidden="true" data-full={place < Number(value)} />
        ))}
      </span>
    );
  }
  if (field.type === "signature") {
    const [signed] = attachedOf(value);
    return signed ? <img className="fl-signature" src={fileAddress(signed.id)} alt={t("signature.alt")} /> : null;
  }
  if (field.type === "location") {
    const place = value as Values;
    return (
      <span className="fl-list">
        <MapPin size={14} aria-hidden="true" /> {String(place.label ?? "")}
        <span className="hy-faint hy-num">{degrees(place)}</span>
      </span>
    );
  }
  if (field.type === "richtext") {
    return <div className="fl-rich-text fl-read" ref={(box) => box?.replaceChildren(nodesOf(text))} />;
  }
  return <span className={cell ? undefined : "fl-wrap"}>{text}</span>;
}
