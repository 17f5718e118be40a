import { Button } from "antd";
import { CornerDownRight, Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { TextsInput } from "./TextsInput";
import type { Branch } from "./types";

const DEPTH = 4;
const valuesOf = (tree: Branch[]): string[] => tree.flatMap((one) => [one.value, ...valuesOf(one.children ?? [])]);

interface Props {
  tree: Branch[];
  onChange: (tree: Branch[]) => void;
}

/** Choices that lead to further ones. */
export function TreeEditor({ tree, onChange }: Props) {
  const { t } = useTranslation("form");
  const fresh = (): Branch => {
    const taken = new Set(valuesOf(tree));
    let n = taken.size + 1;
    while (taken.has(`option_${n}`)) n += 1;
    return { value: `option_${n}`, label: {} };
  };
  return (
    <div className="fd-row">
      <span className="fd-rowlabel">{t("option.tree")}</span>
      <Level tree={tree} depth={1} prefix="" fresh={fresh} onChange={onChange} />
      <Button size="small" type="dashed" block icon={<Plus size={13} />} onClick={() => onChange([...tree, fresh()])}>
        {t("choices.add")}
      </Button>
    </div>
  );
}

function Level({
  tree,
  depth,
  prefix,
  fresh,
  onChange,
}: Props & { depth: number; prefix: string; fresh: () => Branch }) {
  const { t } = useTranslation("form");
  const put = (index: number, part: Partial<Branch>) =>
    onChange(tree.map((one, i) => (i === index ? { ...one, ...part } : one)));
  if (tree.length === 0) return null;
  return (
    <ul className="fd-tree">
      {tree.map((one, index) => {
        const label = t("choices.one", { n: `${prefix}${index + 1}` });
        const children = one.children ?? [];
        return (
          <li key={one.value}>
            <div className="fd-choice">
              <div className="hy-grow">
                <TextsInput
                  label={label}
                  placeholder={label}
                  value={one.label}
                  onChange={(texts) => put(index, { label: texts })}
                />
              </div>
              {depth < DEPTH ? (
                <button
                  type="button"
                  className="hy-plain fd-small"
                  aria-label={t("tree.below", { name: label })}
                  title={t("tree.below", { name: label })}
                  onClick={() => put(index, { children: [...children, fresh()] })}
                >
                  <CornerDownRight size={14} aria-hidden="true" />
                </button>
              ) : null}
              <button
                type="button"
                className="hy-plain fd-small"
                aria-label={t("choices.remove", { name: label })}
                onClick={() => onChange(tree.filter((_, i) => i !== index))}
              >
                <X size={14} aria-hidden="true" />
              </button>
            </div>
            <Level
              tree={children}
              depth={depth + 1}
              prefix={`${prefix}${index + 1}.`}
              fresh={fresh}
              onChange={(next) => put(index, { children: next.length ? next : undefined })}
            />
          </li>
        );
      })}
    </ul>
  );
}
