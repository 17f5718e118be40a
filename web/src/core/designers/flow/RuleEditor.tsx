import { Button, Select } from "antd";
import { Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Rule, RuleKind } from "@/api/flow";
import { RuleFields } from "./RuleFields";
import { fullRule, newRule, trimRule } from "./usual";

interface Props {
  rule: Rule;
  kinds: readonly RuleKind[];
  within?: string;
  /** What stands before the rule. */
  children?: ReactNode;
  onChange: (rule: Rule, about?: string) => void;
  onRemove: () => void;
}

/** One way to find people: its kind, and what that kind needs to know. */
export function RuleEditor({ rule, kinds, within, children, onChange, onRemove }: Props) {
  const { t } = useTranslation("flow");
  return (
    <div className="fl-rule">
      {children}
      <div className="hy-row">
        <Select
          className="hy-grow"
          aria-label={t("kindOf")}
          value={rule.kind}
          options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
          onChange={(kind: RuleKind) => onChange(newRule(kind))}
        />
        <Button
          type="text"
          icon={<Trash2 size={15} />}
          aria-label={t("act.remove")}
          title={t("act.remove")}
          onClick={onRemove}
        />
      </div>
      <RuleFields
        rule={fullRule(rule)}
        within={within}
        set={(change, about) => onChange(trimRule({ ...rule, ...change }), about)}
      />
    </div>
  );
}
