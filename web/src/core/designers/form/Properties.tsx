import { useTranslation } from "react-i18next";
import { BlockProperties, TextProperties } from "./BlockProperties";
import { useDesigner } from "./context";
import { FieldProperties } from "./FieldProperties";
import { FormProperties } from "./FormProperties";

/** The properties of what is chosen; with nothing chosen, those of the form itself. */
export function Properties() {
  const { t } = useTranslation("form");
  const { chosen } = useDesigner();
  return (
    <aside key={JSON.stringify(chosen)} className="fd-properties" aria-label={t("properties.title")}>
      {chosen?.kind === "field" ? <FieldProperties fieldRef={chosen.ref} /> : null}
      {chosen?.kind === "block" ? <BlockProperties path={chosen.path} /> : null}
      {chosen?.kind === "text" ? <TextProperties place={chosen.place} /> : null}
      {chosen ? null : <FormProperties />}
    </aside>
  );
}
