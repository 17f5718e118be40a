import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk";
import { nameIn } from "../modeler/names";
import type { Part } from "../modeler/parts";
import { approversOf, marker, ofPurpose } from "./consequences";
import { Field } from "./Field";
import { GROUPS } from "./groups";
import { ItemList } from "./ItemList";
import { Names } from "./Names";
import { Rights } from "./Rights";
import { type Group, isItems, type Special as Kind, type Row } from "./rows";
import { Timer } from "./Timer";
import { holderOf, read, reader, write } from "./values";
import { Flow, Ways } from "./Ways";

const SPECIALS: Record<Kind, () => React.ReactNode> = {
  names: Names,
  rights: Rights,
  ways: Ways,
  timer: Timer,
  flow: Flow,
};

/** Everything that can be said about what is selected; with nothing selected, about the process. */
export function Properties() {
  const { t, i18n } = useTranslation("bpmn");
  const { part, language } = useDesk();
  const type = part.$type.replace(/^\w+:/, "");
  return (
    <div className="bd-properties">
      <header className="bd-title">
        <span className="hy-faint">{i18n.exists(`bpmn:type.${type}`) ? t(`type.${type}`) : type}</span>
        <h2 className="hy-ellipsis">{nameIn(part, language) || t("unnamed")}</h2>
      </header>
      {GROUPS.filter((group) => group.when(part)).map((group) => (
        <Section key={`${part.id} ${group.name}`} group={group} />
      ))}
    </div>
  );
}

function Section({ group }: { group: Group }) {
  const { t } = useTranslation("bpmn");
  return (
    <details className="bd-group" open={group.open}>
      <summary>
        <ChevronRight size={14} aria-hidden="true" />
        {t(`group.${group.name}`)}
      </summary>
      <div className="bd-rows">
        {group.content.map((one, index) => {
          if (isItems(one)) return <ItemList key={index} items={one} />;
          if (typeof one === "object") return <OwnField key={index} row={one} />;
          const Special = SPECIALS[one];
          return <Special key={index} />;
        })}
      </div>
    </details>
  );
}

const rowsOf = (part: Part): Row[] =>
  GROUPS.filter((group) => group.when(part))
    .flatMap((group) => group.content)
    .filter((one) => typeof one === "object" && !isItems(one)) as Row[];

function OwnField({ row }: { row: Row }) {
  const { part, editing, apply } = useDesk();
  const told = reader(rowsOf(part), (place) => holderOf(part, place));
  if (row.when && !row.when(told, part)) return null;
  const change = (text: string) => {
    if (!editing) return;
    const approvers = approversOf(part).length;
    if (row.at === "heyi:Approval" && row.name === "mode") {
      apply([...write(editing, part, row, text), ...marker(editing, part, text, approvers)]);
    } else if (row.at === "heyi:Approval" && row.name === "purpose") {
      const usual = ofPurpose(text);
      const purpose = text === "approve" ? undefined : text;
      const changes = editing.extend(part, "heyi:Approval", { purpose, ...usual });
      apply([...changes, ...marker(editing, part, usual.mode ?? "all", approvers)]);
    } else apply(write(editing, part, row, text));
  };
  return <Field row={row} value={read(row, holderOf(part, row.at))} onChange={change} />;
}
