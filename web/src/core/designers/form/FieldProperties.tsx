import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useDesigner } from "./context";
import { DefaultInput, hasDefault } from "./DefaultInput";
import { changeField, find, ownerOf, pathOfField } from "./design";
import { FieldIcon } from "./icons";
import { Logic } from "./Logic";
import { blockAt, changeItem, placeOf } from "./layout";
import { NameInput } from "./NameInput";
import { Faults, Group, Row, Toggle } from "./Row";
import { TextsInput } from "./TextsInput";
import { TypeOptions } from "./TypeOptions";
import { FIELD_TYPES, type Field, type FieldType } from "./types";

const FILLED = new Set<FieldType>(["serial", "lookup"]);

export function FieldProperties({ fieldRef }: { fieldRef: string }) {
  const { t } = useTranslation("form");
  const { design, change, fixed } = useDesigner();
  const field = find(design, fieldRef)!;
  const path = pathOfField(design, fieldRef);
  const put = (part: Partial<Field>) =>
    change(changeField(design, fieldRef, part), `${fieldRef} ${Object.keys(part).join()}`);
  const written = !FILLED.has(field.type) && !field.formula;
  return (
    <>
      <header className="fd-props-head">
        <span className="fd-props-icon">
          <FieldIcon name={FIELD_TYPES[field.type].icon} size={17} />
        </span>
        <span className="hy-grow">
          <b>{t(`type.${field.type}`)}</b>
          <span className="fd-hint">{t(`about.${field.type}`)}</span>
        </span>
      </header>
      <Group title={t("properties.basic")}>
        <Row label={t("field.label")} path={`${path}.label`}>
          {(id) => (
            <TextsInput id={id} label={t("field.label")} value={field.label} onChange={(label) => put({ label })} />
          )}
        </Row>
        <Row label={t("field.help")} path={`${path}.help`}>
          {(id) => (
            <TextsInput
              id={id}
              lines
              label={t("field.help")}
              placeholder={t("field.helpHint")}
              value={field.help}
              onChange={(help) => put({ help: Object.keys(help).length ? help : undefined })}
            />
          )}
        </Row>
        <NameInput fieldRef={fieldRef} path={path} fixed={fixed.has(fieldRef)} />
        {hasDefault(field) && written ? (
          <Row label={t("field.default")} path={`${path}.default`}>
            {(id) => <DefaultInput id={id} field={field} onChange={(value) => put({ default: value })} />}
          </Row>
        ) : null}
        {written ? (
          <Toggle
            label={t("field.required")}
            checked={Boolean(field.required)}
            onChange={(required) => put({ required })}
          />
        ) : null}
        {written ? (
          <Toggle
            label={t("field.later")}
            hint={t("field.laterHint")}
            checked={Boolean(field.later)}
            onChange={(later) => put({ later: later || undefined })}
          />
        ) : null}
        <Toggle
          label={t("field.hidden")}
          hint={t("field.hiddenHint")}
          checked={Boolean(field.hidden)}
          onChange={(hidden) => put({ hidden })}
        />
        <Span fieldRef={fieldRef} />
        <Faults path={path} />
      </Group>
      <TypeOptions field={field} path={path} owner={ownerOf(fieldRef)} put={put} />
      <Logic
        field={field}
        path={path}
        owner={ownerOf(fieldRef)}
        written={written}
        computable={Boolean(FIELD_TYPES[field.type].computable)}
        put={put}
      />
    </>
  );
}

/** How many columns of its section the field takes. */
function Span({ fieldRef }: { fieldRef: string }) {
  const { t } = useTranslation("form");
  const { design, change } = useDesigner();
  const place = ownerOf(fieldRef) ? undefined : placeOf(design, fieldRef);
  const section = place && blockAt(design.layout, place.block);
  if (!place || section?.type !== "section" || section.columns === 1) return null;
  const usual = FIELD_TYPES[find(design, fieldRef)!.type].wide ? section.columns : 1;
  const span = Math.min(section.columns, section.items[place.index]?.span ?? usual);
  return (
    <Row label={t("field.span")}>
      {() => (
        <Segmented
          block
          aria-label={t("field.span")}
          value={span}
          options={Array.from({ length: section.columns }, (_, i) => ({
            value: i + 1,
            label: t("field.spanOf", { n: i + 1, all: section.columns }),
          }))}
          onChange={(next) => change(changeItem(design, place, { span: next }))}
        />
      )}
    </Row>
  );
}
