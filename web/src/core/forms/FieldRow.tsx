import { Lock } from "lucide-react";
import { memo, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Access } from "./access";
import { FieldView, Masked } from "./FieldView";
import type { RowState } from "./filling";
import { FieldInput } from "./inputs/FieldInput";
import { LinesField } from "./lines/LinesField";
import { said } from "./texts";
import type { Field, FieldModes, Values } from "./types";

export interface RowProps {
  field: Field;
  value: unknown;
  access: Access;
  needed: boolean;
  locked: boolean;
  fault?: string;
  /** Complaints about what is inside, by the rest of their paths. */
  inner?: Record<string, string>;
  span?: number;
  editing: boolean;
  narrow: boolean;
  /** Its section has the same name already. */
  unnamed?: boolean;
  autoFocus?: boolean;
  modes: FieldModes;
  rowStates?: RowState[];
  onChange: (name: string, value: unknown) => void;
}

const WIDE = new Set<Field["type"]>(["longtext", "richtext", "lines", "image", "signature"]);
/** Several controls under one name: their label is the name of the group. */
const GROUPS = new Set<Field["type"]>(["richtext", "lines"]);

/** One field: its name, its control or its value, and what is to be said of it. Unchanged ones are not drawn again. */
export const FieldRow = memo(function FieldRow(props: RowProps) {
  const { field, access, needed, fault, span, editing } = props;
  const id = useId();
  const { t } = useTranslation("forms");
  if (access === "hidden") return null;
  const write = access === "write";
  const grouped = GROUPS.has(field.type) || !write;
  const note = write ? said(field.help) : editing && access === "read" ? <WhyClosed {...props} /> : null;
  const label = (
    <>
      {said(field.label) || field.name}
      {needed && write ? (
        <span className="fl-must" title={t("field.required")}>
          <span aria-hidden="true">*</span>
          <span className="hy-sr">{t("field.required")}</span>
        </span>
      ) : null}
    </>
  );
  const described = [fault ? `${id}-fault` : "", note ? `${id}-note` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div
      className="fl-row"
      data-type={field.type}
      data-span={WIDE.has(field.type) ? "all" : span}
      data-fault={Boolean(fault)}
      data-access={access}
      data-field={field.name}
    >
      {grouped ? (
        <div className={props.unnamed ? "hy-sr" : "fl-label"} id={`${id}-label`}>
          {label}
        </div>
      ) : (
        <label className="fl-label" htmlFor={id}>
          {label}
        </label>
      )}
      <Body {...props} id={id} described={described} />
      {fault ? (
        <div className="fl-fault" id={`${id}-fault`} role="alert">
          {fault}
        </div>
      ) : null}
      {note ? (
        <div className="fl-note" id={`${id}-note`}>
          {note}
        </div>
      ) : null}
    </div>
  );
});

/** Why something cannot be typed while the rest can. */
function WhyClosed({ field, locked, value }: RowProps) {
  const { t } = useTranslation("forms");
  if (field.later && !value) return t("field.later");
  if (!locked) return null;
  return (
    <>
      <Lock size={11} aria-hidden="true" /> {t("field.locked")}
    </>
  );
}

function Body(props: RowProps & { id: string; described?: string }) {
  const { id, field, value, access, needed, fault, described, autoFocus, onChange } = props;
  if (access === "masked") return <Masked />;
  if (field.type === "lines") {
    return (
      <LinesField
        labelledBy={`${id}-label`}
        field={field}
        rows={(value ?? []) as Values[]}
        access={access}
        states={props.rowStates}
        modes={props.modes}
        editing={props.editing}
        narrow={props.narrow}
        faults={props.inner}
        onChange={onChange}
      />
    );
  }
  if (access === "read") {
    return (
      <div className="fl-value" data-computed={Boolean(field.formula)}>
        <FieldView field={field} value={value} />
      </div>
    );
  }
  return (
    <div className="fl-input">
      <FieldInput
        id={id}
        field={field}
        value={value}
        required={needed}
        invalid={Boolean(fault)}
        describedBy={described}
        autoFocus={autoFocus}
        onChange={(next) => onChange(field.name, next)}
      />
    </div>
  );
}
