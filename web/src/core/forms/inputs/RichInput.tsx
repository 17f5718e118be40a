import { Bold, Italic, List, ListOrdered, RemoveFormatting } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { nodesOf, sanitised, textOf } from "../html";
import { said } from "../texts";
import type { InputProps } from "./props";

const TOOLS = [
  ["bold", Bold],
  ["italic", Italic],
  ["insertUnorderedList", List],
  ["insertOrderedList", ListOrdered],
  ["removeFormat", RemoveFormatting],
] as const;

/** Text with bold, italics and lists. What is pasted keeps no more than that. */
export default function RichInput({
  id,
  field,
  value,
  invalid,
  required,
  describedBy,
  autoFocus,
  onChange,
}: InputProps) {
  const { t } = useTranslation("forms");
  const box = useRef<HTMLDivElement>(null);
  const written = useRef("");
  useEffect(() => {
    const html = sanitised(String(value ?? ""));
    // What this editor wrote itself is not put back, or the cursor would jump to the beginning.
    if (!box.current || html === written.current) return;
    written.current = html;
    box.current.replaceChildren(nodesOf(html));
  }, [value]);
  useEffect(() => {
    if (autoFocus) box.current?.focus();
  }, [autoFocus]);
  const tell = () => {
    written.current = box.current ? textOf(box.current) : "";
    onChange(written.current || null);
  };
  const apply = (command: string) => {
    box.current?.focus();
    document.execCommand(command);
    tell();
  };
  return (
    <div className="fl-rich" data-fault={invalid}>
      <div className="fl-rich-tools" role="toolbar" aria-label={t("rich.tools")}>
        {TOOLS.map(([command, Icon]) => (
          <button
            key={command}
            type="button"
            className="hy-plain"
            title={t(`rich.${command}`)}
            aria-label={t(`rich.${command}`)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => apply(command)}
          >
            <Icon size={15} aria-hidden="true" />
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useFocusableInteractive: what is editable takes the focus by itself. */}
      <div
        ref={box}
        id={id}
        className="fl-rich-text"
        contentEditable
        suppressContentEditableWarning
        role="textbox"
        aria-multiline="true"
        aria-label={said(field.label)}
        aria-required={required || undefined}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        onInput={tell}
        onPaste={(event) => {
          const html = event.clipboardData.getData("text/html");
          if (!html) return;
          event.preventDefault();
          document.execCommand("insertHTML", false, sanitised(html));
        }}
      />
    </div>
  );
}
