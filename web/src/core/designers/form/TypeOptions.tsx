import { Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { ChoicesEditor } from "./ChoicesEditor";
import { useDesigner } from "./context";
import { NumberInput } from "./DefaultInput";
import { BOUND, type Editor, OPTIONS, SUMMABLE } from "./options";
import { RelationOption } from "./RelationOption";
import { Faults, Group, Row, Toggle } from "./Row";
import { TextsInput } from "./TextsInput";
import { TreeEditor } from "./TreeEditor";
import type { Choice, Field, Texts } from "./types";

interface Props {
  field: Field;
  path: string;
  owner: string | null;
  put: (part: Partial<Field>) => void;
}

/** Options that belong together stand beside each other. */
const isHalf = ({ type }: Field, { key }: Editor): boolean =>
  type === "number" ||
  (key === "max" && !type.endsWith("text")) ||
  key === "min" ||
  (type === "lines" && key !== "sums");

/** What only this type of field can be told. */
export function TypeOptions({ field, path, owner, put }: Props) {
  const { t } = useTranslation("form");
  const editors = OPTIONS[field.type];
  if (editors.length === 0) return null;
  return (
    <Group title={t("properties.options")}>
      <div className="fd-options">
        {editors.map((editor) => (
          <div key={editor.key} data-half={isHalf(field, editor)}>
            <Option editor={editor} field={field} path={path} owner={owner} put={put} />
          </div>
        ))}
      </div>
    </Group>
  );
}

/** New choices, with the default following the one that it means. */
function rechosen({ choices: before = [], default: chosen }: Field, choices: Choice[]): Partial<Field> {
  const follow = (value: unknown) => {
    if (choices.some((one) => one.value === value)) return value;
    const at = choices.length === before.length ? before.findIndex((one) => one.value === value) : -1;
    return choices[at]?.value;
  };
  if (chosen === undefined) return { choices };
  const next = Array.isArray(chosen) ? chosen.map(follow).filter(Boolean) : follow(chosen);
  return { choices, default: Array.isArray(next) && next.length === 0 ? undefined : next };
}

/** A label that fits the type where one word means different things. */
function useLabels(field: Field, key: string) {
  const { t, i18n } = useTranslation("form");
  const own = `option.${field.type}_${key}`;
  const label = i18n.exists(own, { ns: "form" }) ? t(`option.${field.type}_${key}`) : t(`option.${key}`);
  const hint = i18n.exists(`hint.${field.type}_${key}`, { ns: "form" }) ? t(`hint.${field.type}_${key}`) : undefined;
  return { label, hint };
}

function Option({ editor, field, path, owner, put }: Props & { editor: Editor }) {
  const { t } = useTranslation("form");
  const { label, hint } = useLabels(field, editor.key);
  const at = `${path}.${editor.key}`;
  const { key } = editor;
  if ("as" in editor && editor.as === "toggle")
    return (
      <>
        <Toggle label={label} hint={hint} checked={Boolean(field[key])} onChange={(on) => put({ [key]: on })} />
        <Faults path={at} />
      </>
    );
  if (key === "choices")
    return (
      <>
        <ChoicesEditor choices={field.choices ?? []} onChange={(choices) => put(rechosen(field, choices))} />
        <Faults path={at} below />
      </>
    );
  if (key === "tree")
    return (
      <>
        <TreeEditor tree={field.tree ?? []} onChange={(tree) => put({ tree })} />
        <Faults path={at} below />
      </>
    );
  if ("as" in editor)
    return (
      <Row label={label} hint={hint} path={at}>
        {(id) => <Plain id={id} editor={editor} value={field[key]} put={(value) => put({ [key]: value })} />}
      </Row>
    );
  return (
    <Row label={label} hint={hint} path={at}>
      {(id) =>
        key === "unit" ? (
          <TextsInput id={id} label={label} value={field.unit as Texts} onChange={(unit) => put({ unit })} />
        ) : key === "extensions" ? (
          <Select
            id={id}
            mode="tags"
            open={false}
            suffix={null}
            tokenSeparators={[",", " ", "，", "、"]}
            placeholder={t("option.anyFile")}
            value={field.extensions ?? []}
            onChange={(next: string[]) => put({ extensions: extensionsOf(next) })}
          />
        ) : key === "sums" ? (
          <SumsInput id={id} field={field} put={put} />
        ) : (
          <RelationOption id={id} option={key as "resource"} field={field} owner={owner} put={put} />
        )
      }
    </Row>
  );
}

const extensionsOf = (typed: string[]): string[] | undefined => {
  const clean = typed
    .map((one) =>
      one
        .trim()
        .replace(/^\*?\./, "")
        .toLowerCase(),
    )
    .filter(Boolean);
  return clean.length ? [...new Set(clean)] : undefined;
};

function SumsInput({ id, field, put }: { id: string; field: Field; put: Props["put"] }) {
  const { t } = useTranslation("form");
  const { say } = useDesigner();
  const columns = (field.fields ?? []).filter((column) => SUMMABLE.has(column.type));
  return (
    <Select
      id={id}
      mode="multiple"
      placeholder={columns.length ? t("option.none") : t("lines.nothingToSum")}
      disabled={columns.length === 0}
      value={field.sums ?? []}
      options={columns.map((column) => ({ value: column.name, label: say(column.label, column.name) }))}
      onChange={(sums: string[]) => put({ sums: sums.length ? sums : undefined })}
    />
  );
}

type PlainEditor = Extract<Editor, { as: string }>;

function Plain({
  id,
  editor,
  value,
  put,
}: {
  id: string;
  editor: PlainEditor;
  value: unknown;
  put: (value: unknown) => void;
}) {
  const { t } = useTranslation("form");
  const list = useId();
  if (editor.as === "select")
    return (
      <Select
        id={id}
        value={(value ?? editor.values[0]) as string}
        options={editor.values.map((one) => ({ value: one as string, label: t(`value.${editor.key}_${one}`) }))}
        onChange={put}
      />
    );
  if (editor.as === "text" || editor.as === "bound") {
    const wrong = editor.as === "bound" && value !== undefined && !BOUND.test(String(value));
    return (
      <>
        <Input
          id={id}
          className="fd-code"
          spellCheck={false}
          list={editor.as === "bound" ? list : undefined}
          status={wrong ? "error" : undefined}
          placeholder={editor.as === "bound" ? "today+30d" : undefined}
          value={String(value ?? "")}
          onChange={(event) => put(event.target.value || undefined)}
        />
        {editor.as === "bound" ? (
          <datalist id={list}>
            {["today", "today+7d", "today+30d", "today-7d", "today-30d"].map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        ) : null}
        {wrong ? <p className="fd-fault">{t("option.badBound")}</p> : null}
      </>
    );
  }
  return (
    <NumberInput
      id={id}
      value={value}
      whole={editor.as === "whole"}
      suffix={editor.as === "percent" ? "%" : undefined}
      onChange={put}
    />
  );
}
