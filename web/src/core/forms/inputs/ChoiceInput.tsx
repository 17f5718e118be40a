import { Checkbox, Radio, Rate, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { Tone } from "@/api/types";
import { Tag } from "@/ui/Tag";
import { said } from "../texts";
import type { Choice } from "../types";
import { type InputProps, shared } from "./props";

/** A choice in its colour. */
export function ChoiceFace({ choice }: { choice: Choice }) {
  return choice.tone ? <Tag tone={choice.tone as Tone}>{said(choice.label)}</Tag> : said(choice.label);
}

const optionsOf = (choices: Choice[] = []) =>
  choices.map((choice) => ({ value: choice.value, label: <ChoiceFace choice={choice} />, words: said(choice.label) }));

const searching = (choices: Choice[] = []) => (choices.length > 8 ? { optionFilterProp: "words" } : false);

export function ChoiceInput(props: InputProps) {
  const { id, field, value, label, required, cell, describedBy, invalid, autoFocus, onChange } = props;
  const { t } = useTranslation("forms");
  const choices = field.choices ?? [];
  if (field.style === "radio" && !cell) {
    return (
      <Radio.Group
        id={id}
        className="fl-options"
        aria-label={label ?? said(field.label)}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        value={value ?? null}
        onChange={(event) => onChange(event.target.value)}
      >
        {choices.map((choice, index) => (
          <Radio key={choice.value} value={choice.value} autoFocus={autoFocus && index === 0}>
            <ChoiceFace choice={choice} />
          </Radio>
        ))}
        {value && !required ? (
          <button type="button" className="hy-plain fl-clear" onClick={() => onChange(null)}>
            {t("input.clear")}
          </button>
        ) : null}
      </Radio.Group>
    );
  }
  return (
    <Select
      {...shared(props)}
      className="fl-whole"
      allowClear={!required}
      showSearch={searching(choices)}
      placeholder={cell ? undefined : t("input.choose")}
      value={(value ?? undefined) as string | undefined}
      options={optionsOf(choices)}
      onChange={(next) => onChange(next ?? null)}
    />
  );
}

/** Some of the choices: boxes while they are few, else a list to pick from. */
export function MultiInput(props: InputProps) {
  const { field, cell, label, describedBy, onChange } = props;
  const { t } = useTranslation("forms");
  const choices = field.choices ?? [];
  const value = (Array.isArray(props.value) ? props.value : []) as string[];
  const put = (next: string[]) => onChange(choices.map((one) => one.value).filter((one) => next.includes(one)));
  if (choices.length <= 6 && !cell) {
    return (
      <div role="group" id={props.id} aria-label={label ?? said(field.label)} aria-describedby={describedBy}>
        <Checkbox.Group
          className="fl-options"
          value={value}
          options={optionsOf(choices)}
          onChange={(next) => put(next as string[])}
        />
      </div>
    );
  }
  return (
    <Select
      {...shared(props)}
      className="fl-whole"
      mode="multiple"
      allowClear
      maxTagCount={cell ? 1 : "responsive"}
      showSearch={searching(choices)}
      placeholder={cell ? undefined : t("input.choose")}
      value={value}
      options={optionsOf(choices)}
      onChange={put}
    />
  );
}

export function RatingInput({ id, field, value, label, autoFocus, onChange }: InputProps) {
  const { t } = useTranslation("forms");
  const most = field.most ?? 5;
  return (
    <div className="fl-rating" role="group" id={id} aria-label={label ?? said(field.label)}>
      <Rate autoFocus={autoFocus} count={most} value={Number(value ?? 0)} onChange={(next) => onChange(next || null)} />
      {value ? <span className="hy-faint">{t("view.rating", { value: String(value), most })}</span> : null}
    </div>
  );
}

export function SwitchInput({ id, field, value, label, autoFocus, describedBy, onChange }: InputProps) {
  const { t } = useTranslation("forms");
  return (
    <span className="fl-switch">
      <Switch
        id={id}
        autoFocus={autoFocus}
        aria-label={label ?? said(field.label)}
        aria-describedby={describedBy}
        checked={value === true}
        onChange={onChange}
      />
      <span className="hy-faint" aria-hidden="true">
        {value === true ? t("view.yes") : t("view.no")}
      </span>
    </span>
  );
}
