import { Button, Dropdown } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { RULE_KINDS, type Rule, type RuleKind } from "@/api/flow";
import { RuleEditor } from "./RuleEditor";
import { newRule } from "./usual";

interface Props {
  rules: Rule[];
  /** The step that the rules are of. */
  within: string;
  onChange: (rules: Rule[], about?: string) => void;
}

/** Several rules add up. */
export function RulesEditor({ rules, within, onChange }: Props) {
  const { t } = useTranslation("flow");
  const put = (index: number, rule: Rule | null, about = "") =>
    onChange(rules.toSpliced(index, 1, ...(rule ? [rule] : [])), about && `rule ${index} ${about}`);
  return (
    <div className="fl-field">
      {rules.map((rule, index) => (
        <RuleEditor
          key={index}
          rule={rule}
          kinds={RULE_KINDS}
          within={within}
          onChange={(next, about) => put(index, next, about)}
          onRemove={() => put(index, null)}
        />
      ))}
      <Dropdown
        trigger={["click"]}
        autoFocus
        menu={{
          className: "fl-kinds",
          items: RULE_KINDS.map((key) => ({ key, label: t(`kind.${key}`) })),
          onClick: ({ key }) => onChange([...rules, newRule(key as RuleKind)]),
        }}
      >
        <Button type="dashed" block icon={<Plus size={14} />}>
          {rules.length ? t("addRule") : t("firstRule")}
        </Button>
      </Dropdown>
      {rules.length > 1 ? <span className="hy-faint">{t("rulesAddUp")}</span> : null}
    </div>
  );
}
