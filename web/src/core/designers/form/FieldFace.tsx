import { EyeOff, FunctionSquare, Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesigner } from "./context";
import { FieldIcon } from "./icons";
import { QuietControl } from "./QuietControl";
import { FIELD_TYPES, type Field } from "./types";

/** A field as it will look: its label, a quiet control, its help, and marks of what cannot be seen. */
export function FieldFace({ field }: { field: Field }) {
  const { say } = useDesigner();
  const help = say(field.help);
  return (
    <>
      <FieldLabel field={field} />
      <QuietControl field={field} />
      {help ? <p className="fd-help">{help}</p> : null}
    </>
  );
}

export function FieldLabel({ field }: { field: Field }) {
  const { t } = useTranslation("form");
  const { say } = useDesigner();
  const mark = (title: string, icon: ReactNode) => (
    <i className="fd-mark" title={title}>
      {icon}
      <span className="hy-sr">{title}</span>
    </i>
  );
  return (
    <div className="fd-label">
      <FieldIcon name={FIELD_TYPES[field.type].icon} size={13} />
      <span className="fd-name">{say(field.label, field.name)}</span>
      {field.required ? (
        <b className="ff-must" title={t("field.required")}>
          *
        </b>
      ) : null}
      {field.formula ? mark(t("logic.formula"), <FunctionSquare size={13} />) : null}
      {field.locked ? mark(t("logic.locked"), <Lock size={12} />) : null}
      {field.hidden ? mark(t("field.hidden"), <EyeOff size={13} />) : null}
      {field.visible || field.needed ? <span className="fd-cond">{t("logic.conditional")}</span> : null}
    </div>
  );
}
