import { Button, Input, Segmented } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConditionRow } from "./ConditionRow";
import { useFlow } from "./context";
import { blankRow, type Group, isGroup, type Row, read, write } from "./feel";

interface Props {
  /** FEEL. */
  value: string;
  onChange: (value: string) => void;
}

interface Draft {
  group: Group;
  /** What the rows stand for, so that a condition that comes from elsewhere is read anew. */
  text: string;
}

/** Rows of conditions where they can say it, FEEL where only that can. */
export function ConditionEditor({ value, onChange }: Props) {
  const { t } = useTranslation("flow");
  const { words, readOnly } = useFlow();
  const { operands } = words;
  const readable = (text: string) => read(text, operands);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [asText, setAsText] = useState(false);
  const group = draft?.text === value ? draft.group : readable(value);
  const change = (next: Group) => {
    const text = write(next, operands);
    setDraft({ group: next, text });
    if (text !== value) onChange(text);
  };
  if (asText || !group) {
    return (
      <>
        <Input.TextArea
          className="fl-code"
          aria-label={t("feel")}
          placeholder="days > 3"
          autoSize={{ minRows: 3, maxRows: 12 }}
          value={value}
          onChange={(event) => {
            setAsText(true);
            onChange(event.target.value);
          }}
        />
        <div className="hy-row hy-wrap">
          <span className="hy-faint hy-grow">{group ? t("feelHint") : t("onlyFeel")}</span>
          {group ? (
            <Button type="link" size="small" onClick={() => setAsText(false)}>
              {t("asRows")}
            </Button>
          ) : null}
        </div>
      </>
    );
  }
  return (
    <div className="fl-conditions">
      <GroupEditor group={group} depth={0} onChange={change} />
      {readOnly ? null : (
        <Button type="link" size="small" onClick={() => setAsText(true)}>
          {t("asFeel")}
        </Button>
      )}
    </div>
  );
}

interface GroupProps {
  group: Group;
  depth: 0 | 1;
  onChange: (group: Group) => void;
  onRemove?: () => void;
}

function GroupEditor({ group, depth, onChange, onRemove }: GroupProps) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  const [first] = words.operands;
  const { parts, join } = group;
  const put = (index: number, part: Row | Group | null) =>
    onChange({ ...group, parts: parts.toSpliced(index, 1, ...(part ? [part] : [])) });
  const other = join === "and" ? "or" : "and";
  return (
    <div className="fl-group" data-depth={depth}>
      {parts.length > 1 || depth ? (
        <div className="hy-row">
          <Segmented
            size="small"
            aria-label={t("joinOf")}
            value={join}
            options={(["and", "or"] as const).map((value) => ({ value, label: t(`joins.${value}`) }))}
            onChange={(next) => onChange({ ...group, join: next })}
          />
          <span className="hy-grow" />
          {onRemove ? (
            <Button
              type="text"
              size="small"
              icon={<Trash2 size={14} />}
              aria-label={t("removeGroup")}
              onClick={onRemove}
            />
          ) : null}
        </div>
      ) : null}
      {parts.map((part, index) =>
        isGroup(part) ? (
          <GroupEditor
            key={index}
            group={part}
            depth={1}
            onChange={(next) => put(index, next)}
            onRemove={() => put(index, null)}
          />
        ) : (
          <ConditionRow
            key={index}
            row={part}
            onChange={(next) => put(index, next)}
            onRemove={() => put(index, null)}
          />
        ),
      )}
      <div className="hy-row hy-wrap">
        <Button
          type="dashed"
          size="small"
          icon={<Plus size={13} />}
          onClick={() => first && onChange({ ...group, parts: [...parts, blankRow(first)] })}
        >
          {t("addCondition")}
        </Button>
        {depth === 0 && parts.length ? (
          <Button
            type="text"
            size="small"
            icon={<Plus size={13} />}
            onClick={() =>
              first &&
              onChange({ ...group, parts: [...parts, { join: other, parts: [blankRow(first), blankRow(first)] }] })
            }
          >
            {t("addGroup")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
