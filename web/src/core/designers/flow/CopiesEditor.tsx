import { Button, Select } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Copy, RuleKind } from "@/api/flow";
import { RULE_KINDS } from "@/api/flow";
import { RuleEditor } from "./RuleEditor";

interface Props {
  moments: string[];
  copies: Copy[];
  /** The step that the copies are of. */
  within?: string;
  onChange: (copies: Copy[], about?: string) => void;
}

/** Nobody is asked to choose who reads along. */
const KINDS: RuleKind[] = RULE_KINDS.filter((one) => one !== "choice" && one !== "next");

/** Who reads along, and from when on. */
export function CopiesEditor({ moments, copies, within, onChange }: Props) {
  const { t } = useTranslation("flow");
  const put = (index: number, copy: Copy | null, about = "") =>
    onChange(copies.toSpliced(index, 1, ...(copy ? [copy] : [])), about);
  return (
    <div className="fl-panel">
      <p className="hy-muted">{t("copiesHint")}</p>
      {copies.map((copy, index) => (
        <RuleEditor
          key={index}
          rule={copy.rule}
          kinds={KINDS}
          within={within}
          onChange={(rule, about) => put(index, { ...copy, rule }, about && `copy ${index} ${about}`)}
          onRemove={() => put(index, null)}
        >
          <Select
            aria-label={t("when")}
            value={copy.when}
            options={moments.map((value) => ({ value, label: t(`moment.${value}`) }))}
            onChange={(when: string) => put(index, { ...copy, when })}
          />
        </RuleEditor>
      ))}
      <Button
        type="dashed"
        block
        icon={<Plus size={14} />}
        onClick={() => onChange([...copies, { when: moments.at(-1)!, rule: { kind: "person" } }])}
      >
        {t("addCopy")}
      </Button>
    </div>
  );
}
