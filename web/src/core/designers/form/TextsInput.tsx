import { Input } from "antd";
import { Languages } from "lucide-react";
import { type ClipboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { textIn, useDesigner } from "./context";
import type { Texts } from "./types";

const SHORT: Record<string, string> = { "zh-hans": "简", "zh-hant": "繁", en: "EN" };

interface Props {
  id?: string;
  label: string;
  value: Texts | undefined;
  lines?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  onPaste?: (event: ClipboardEvent) => void;
  onPressEnter?: () => void;
  onChange: (texts: Texts) => void;
}

/** A text in one's own language; the others open below, each showing what it falls back to. */
export function TextsInput({ id, label, value, lines, onChange, ...rest }: Props) {
  const { t } = useTranslation("form");
  const { languages, language } = useDesigner();
  const [open, setOpen] = useState(false);
  const put = (one: string, text: string) => {
    const { [one]: _, ...others } = value ?? {};
    onChange(text ? { ...others, [one]: text } : others);
  };
  const others = languages.filter((one) => one !== language);
  const missing = others.filter((one) => !value?.[one]).length;
  const input = (one: string, own: boolean) => {
    const common = {
      id: own ? id : undefined,
      "aria-label": own ? label : `${label} ${SHORT[one] ?? one}`,
      value: value?.[one] ?? "",
      placeholder: textIn(value, one) || (own ? rest.placeholder : ""),
      autoFocus: own ? rest.autoFocus : undefined,
      onPaste: own ? rest.onPaste : undefined,
    };
    if (lines)
      return (
        <Input.TextArea
          {...common}
          autoSize={{ minRows: own ? 2 : 1, maxRows: 6 }}
          onChange={(event) => put(one, event.target.value)}
        />
      );
    return (
      <Input
        {...common}
        prefix={own ? undefined : <span className="fd-lang">{SHORT[one] ?? one}</span>}
        onPressEnter={own ? rest.onPressEnter : undefined}
        onChange={(event) => put(one, event.target.value)}
      />
    );
  };
  return (
    <div className="fd-texts">
      <div className="fd-texts-own">
        {input(language, true)}
        {others.length ? (
          <button
            type="button"
            className="hy-plain"
            aria-expanded={open}
            aria-label={t("texts.others", { label })}
            title={missing ? t("texts.missing", { count: missing }) : t("texts.complete")}
            data-complete={missing === 0 || !value?.[language]}
            onClick={() => setOpen(!open)}
          >
            <Languages size={14} aria-hidden="true" />
          </button>
        ) : null}
      </div>
      {open
        ? others.map((one) => (
            <div key={one} className="fd-texts-other">
              {lines ? <span className="fd-lang">{SHORT[one] ?? one}</span> : null}
              {input(one, false)}
            </div>
          ))
        : null}
    </div>
  );
}
