import { Input } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesigner } from "./context";
import { matching, type Suggestion, typingAt } from "./expressions";
import { FieldIcon } from "./icons";
import { suggestionsFor } from "./scope";

/** A list that opens below the edge of its panel is brought into sight. */
const shown = (node: HTMLElement | null) => node?.scrollIntoView({ block: "nearest" });

interface Props {
  id?: string;
  label?: string;
  /** The lines in whose rows the expression is read. */
  owner: string | null;
  value: string;
  faulty?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  onChange: (text: string) => void;
}

/** An expression; while one types, fitting fields and functions stand below: Tab or Enter takes one. */
export function FeelInput({ id, label, owner, value, faulty, autoFocus, placeholder, onChange }: Props) {
  const { t } = useTranslation("form");
  const { design, say } = useDesigner();
  const list = useId();
  const box = useRef<TextAreaRef>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const typing = cursor === null ? null : typingAt(value, cursor);
  const found = typing ? matching(typing.word, suggestionsFor(design, owner, typing.owner, say)) : [];
  const open = found.length > 0;
  const chosen = Math.min(at, found.length - 1);

  const look = () => setCursor(box.current?.resizableTextArea?.textArea.selectionStart ?? null);
  const take = (one: Suggestion) => {
    if (!typing || cursor === null) return;
    const call = one.kind === "function";
    const text = value.slice(0, typing.start) + one.insert + (call ? "()" : "") + value.slice(cursor);
    const end = typing.start + one.insert.length + (call ? (one.hint.endsWith("()") ? 2 : 1) : 0);
    onChange(text);
    setCursor(null);
    requestAnimationFrame(() => box.current?.resizableTextArea?.textArea.setSelectionRange(end, end));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === " " && event.ctrlKey) return look();
    if (!open || event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((chosen + step + found.length) % found.length);
    else if (event.key === "Tab" || event.key === "Enter") take(found[chosen]!);
    else if (event.key === "Escape") setCursor(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="fd-feel">
      <Input.TextArea
        ref={box}
        id={id}
        aria-label={label}
        className="fd-code"
        spellCheck={false}
        autoFocus={autoFocus}
        autoSize={{ minRows: 1, maxRows: 8 }}
        status={faulty ? "error" : undefined}
        placeholder={placeholder ?? t("feel.placeholder")}
        value={value}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        aria-activedescendant={open ? `${list}-${chosen}` : undefined}
        onChange={(event) => {
          onChange(event.target.value);
          setCursor(event.target.selectionStart);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setCursor(null)}
      />
      {open ? (
        <div ref={shown} id={list} className="fd-suggest" role="listbox" aria-label={t("feel.suggestions")}>
          {found.map((one, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are taken by the input, which keeps the focus
            <div
              key={`${one.kind} ${one.insert}`}
              id={`${list}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(one)}
            >
              {one.icon ? (
                <FieldIcon name={one.icon} size={13} />
              ) : (
                <i data-kind={one.kind}>{one.kind === "function" ? "ƒ" : "·"}</i>
              )}
              <code>{one.insert}</code>
              <span className="hy-faint hy-ellipsis">{one.hint}</span>
            </div>
          ))}
          <p className="fd-suggest-foot">
            <kbd>Tab</kbd> {t("feel.take")}
          </p>
        </div>
      ) : null}
    </div>
  );
}
