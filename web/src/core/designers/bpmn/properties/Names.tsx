import { useTranslation } from "react-i18next";
import { LANGUAGES as SPOKEN } from "@/core/i18n";
import { useDesk } from "../desk";
import { namesFor, rename } from "../modeler/names";
import { is } from "../modeler/parts";
import { Typed } from "./Typed";

const NAME = /^[A-Za-z_][\w.-]*$/;

/** What it is called in three languages, and by what it is known to the engine. */
export function Names() {
  const { t } = useTranslation("bpmn");
  const { part, shape, registry, language, editing, apply } = useDesk();
  const names = namesFor(part, language);
  const called = is(part, "FlowElement", "Process", "Lane", "Participant");
  const taken = (id: string) => id !== part.id && Boolean(registry.get(id));
  return (
    <>
      {called ? (
        <div className="bd-field">
          <span className="bd-word">{t("row.names")}</span>
          {SPOKEN.map(({ value, label, short }) => (
            <Typed
              key={value}
              label={t("name", { language: label })}
              before={short}
              placeholder={part.name}
              value={names[value.toLowerCase()] ?? ""}
              disabled={!editing}
              onChange={(text) =>
                editing && apply(rename(editing, part, { ...names, [value.toLowerCase()]: text.trim() }))
              }
            />
          ))}
        </div>
      ) : null}
      <div className="bd-field">
        <span className="bd-word">{is(part, "Process") ? t("row.key") : t("row.id")}</span>
        <Typed
          key={part.id}
          label={is(part, "Process") ? t("row.key") : t("row.id")}
          value={part.id ?? ""}
          disabled={!editing || part !== shape.businessObject}
          onChange={(id) => NAME.test(id) && !taken(id) && apply([{ part, values: { id } }])}
        />
        <span className="hy-faint">{t("hint.id")}</span>
      </div>
    </>
  );
}
