import { Input } from "antd";
import { useEffect, useState } from "react";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  disabled?: boolean;
  /** FEEL and scripts: several lines, all letters equally wide. */
  code?: boolean;
  status?: "" | "error";
  placeholder?: string;
  before?: string;
}

/** Text that counts when one leaves it, so that one undo takes all of it back. */
export function Typed({ label, value, onChange, disabled, code, status, placeholder, before }: Props) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const done = () => draft !== value && onChange(draft);
  const shared = { "aria-label": label, value: draft, disabled, status, placeholder, onBlur: done };
  if (code) {
    return (
      <Input.TextArea
        {...shared}
        className="bd-code"
        spellCheck={false}
        autoSize={{ minRows: 1, maxRows: 10 }}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && done()}
      />
    );
  }
  return (
    <Input
      {...shared}
      prefix={before ? <span className="bd-before">{before}</span> : null}
      onChange={(event) => setDraft(event.target.value)}
      onPressEnter={done}
    />
  );
}
