import { Button, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Head } from "./BlockProperties";
import { findingsAt, useDesigner } from "./context";
import { FeelInput } from "./FeelInput";
import { Faults, Group, Row } from "./Row";
import { TextsInput } from "./TextsInput";
import { FIELD_TYPES, type Rule } from "./types";

const LISTS = ["list", "filters", "summary"] as const;

/** What holds for the form as a whole: its list, its line in the inbox, and the rules a document must keep. */
export function FormProperties() {
  const { t } = useTranslation("form");
  const { design } = useDesigner();
  return (
    <>
      <Head
        icon="approval"
        title={t("properties.form")}
        hint={t("properties.formHint", { count: design.fields.length })}
      />
      <Group title={t("form.lists")}>
        {LISTS.map((list) => (
          <FieldsRow key={list} list={list} />
        ))}
      </Group>
      <Rules />
    </>
  );
}

function FieldsRow({ list }: { list: (typeof LISTS)[number] }) {
  const { t } = useTranslation("form");
  const { design, change, say } = useDesigner();
  const fields = design.fields.filter((field) => !FIELD_TYPES[field.type].bulky);
  return (
    <Row label={t(`form.${list}`)} hint={t(`form.about.${list}`)} path={list}>
      {(id) => (
        <>
          <Select
            id={id}
            mode="multiple"
            placeholder={t("form.chooseFields")}
            showSearch={{ optionFilterProp: "label" }}
            value={design[list]}
            options={fields.map((field) => ({ value: field.name, label: say(field.label, field.name) }))}
            onChange={(names: string[]) => change({ ...design, [list]: names })}
          />
          {design[list].map((name, index) => (
            <Faults key={name} path={`${list}.${index}`} />
          ))}
        </>
      )}
    </Row>
  );
}

function Rules() {
  const { t } = useTranslation("form");
  const { design, change } = useDesigner();
  const put = (rules: Rule[], key?: string) => change({ ...design, rules }, key);
  return (
    <Group title={t("rules.title")}>
      {design.rules.length === 0 ? <p className="fd-hint">{t("rules.empty")}</p> : null}
      {design.rules.map((rule, index) => (
        <RuleCard
          key={index}
          rule={rule}
          index={index}
          put={(part) =>
            put(
              design.rules.map((one, i) => (i === index ? { ...one, ...part } : one)),
              `rule ${index} ${Object.keys(part).join()}`,
            )
          }
          remove={() => put(design.rules.filter((_, i) => i !== index))}
        />
      ))}
      <Button
        size="small"
        type="dashed"
        block
        icon={<Plus size={13} />}
        onClick={() => put([...design.rules, { check: "", message: {} }])}
      >
        {t("rules.add")}
      </Button>
    </Group>
  );
}

interface CardProps {
  rule: Rule;
  index: number;
  put: (part: Partial<Rule>) => void;
  remove: () => void;
}

function RuleCard({ rule, index, put, remove }: CardProps) {
  const { t } = useTranslation("form");
  const { design, findings, say } = useDesigner();
  const path = `rules.${index}`;
  return (
    <div className="fd-rule">
      <Row
        label={t("rules.check")}
        path={`${path}.check`}
        beside={
          <Button
            size="small"
            type="text"
            icon={<Trash2 size={13} />}
            aria-label={t("rules.remove", { n: index + 1 })}
            onClick={remove}
          />
        }
      >
        {(id) => (
          <FeelInput
            id={id}
            owner={null}
            placeholder={t("rules.example")}
            faulty={findingsAt(findings, `${path}.check`).length > 0}
            value={rule.check}
            onChange={(check) => put({ check })}
          />
        )}
      </Row>
      <Row label={t("rules.message")} path={`${path}.message`}>
        {(id) => (
          <TextsInput
            id={id}
            label={t("rules.message")}
            value={rule.message}
            onChange={(message) => put({ message })}
          />
        )}
      </Row>
      <Row label={t("rules.field")} path={`${path}.field`}>
        {(id) => (
          <Select
            id={id}
            allowClear
            placeholder={t("rules.wholeForm")}
            value={rule.field}
            options={design.fields.map((field) => ({ value: field.name, label: say(field.label, field.name) }))}
            onChange={(field?: string) => put({ field })}
          />
        )}
      </Row>
    </div>
  );
}
