import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Texts, TextsKey } from "@/api/flow";
import { Icon } from "@/ui/Icon";
import { Panel } from "@/ui/Panel";
import { CATEGORIES } from "./categories";
import type { Draft } from "./use-design";

interface Props {
  draft: Draft;
  code: string;
  change: (part: Partial<Draft>) => void;
}

const LANGUAGES: [TextsKey, string][] = [
  ["zh-hans", "简"],
  ["zh-hant", "繁"],
  ["en", "EN"],
];
// biome-ignore format: one glance
const ICONS = [
  "file-text", "calendar", "clock-circle", "schedule", "environment", "history", "wallet", "money-collect", "pay-circle",
  "account-book", "shopping-cart", "order", "contract", "tag", "transaction", "idcard", "contacts", "swap", "solution",
  "car", "company", "safety-certificate", "notification", "package", "tool", "bell", "phone", "gift",
];

/** What a form is called, what it is for, and where people find it. */
export function Basics({ draft, code, change }: Props) {
  const { t } = useTranslation("designers");
  return (
    <div className="dg-narrow">
      <Panel title={t("step.basics")}>
        <div className="dg-fields">
          <Words label={t("basics.name")} value={draft.name} onChange={(name) => change({ name })} />
          <Words label={t("basics.about")} value={draft.about} onChange={(about) => change({ about })} />
          <label className="dg-field" htmlFor="dg-category">
            <span>{t("basics.category")}</span>
            <Select
              id="dg-category"
              value={draft.category}
              options={CATEGORIES.map((value) => ({ value, label: t(`category.${value}`) }))}
              onChange={(category) => change({ category })}
            />
          </label>
          <div className="dg-field">
            <span id="dg-icons">{t("basics.icon")}</span>
            <div className="dg-icons" role="radiogroup" aria-labelledby="dg-icons">
              {[...new Set([draft.icon, ...ICONS])].map((icon) => (
                <label key={icon} data-chosen={draft.icon === icon}>
                  <input
                    type="radio"
                    name="icon"
                    className="hy-hidden"
                    aria-label={icon}
                    checked={draft.icon === icon}
                    onChange={() => change({ icon })}
                  />
                  <Icon name={icon} size={18} />
                </label>
              ))}
            </div>
          </div>
          <label className="dg-field" htmlFor="dg-code">
            <span>{t("new.code")}</span>
            <Input id="dg-code" value={code} disabled />
          </label>
        </div>
      </Panel>
    </div>
  );
}

/** One text in the three languages, each on its line. */
function Words({ label, value, onChange }: { label: string; value: Texts; onChange: (value: Texts) => void }) {
  return (
    <fieldset className="dg-field dg-texts">
      <legend>{label}</legend>
      {LANGUAGES.map(([language, short]) => (
        <Input
          key={language}
          prefix={<span className="hy-faint">{short}</span>}
          aria-label={`${label} ${short}`}
          maxLength={200}
          value={value[language] ?? ""}
          onChange={(event) => {
            const { [language]: _, ...others } = value;
            onChange(event.target.value ? { ...others, [language]: event.target.value } : others);
          }}
        />
      ))}
    </fieldset>
  );
}
