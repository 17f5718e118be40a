import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { CornerDownRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type OutlineLine, openOutline, previewOutline } from "@/api/setup";
import { usePreview } from "./use-preview";
import "./faults.css";
import "./paste.css";

export function DepartmentsStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("setup");
  const [text, setText] = useState("");
  const preview = usePreview("outline", text, previewOutline);
  const open = useMutation({
    mutationFn: openOutline,
    onSuccess: () => {
      setText("");
      onDone();
    },
  });
  const found = text.trim() ? preview.data : undefined;
  const ready = Boolean(found?.new) && found?.errors === 0 && preview.settled;
  const fault = open.error ?? (text.trim() ? preview.error : null);
  return (
    <>
      {open.isSuccess && !text ? (
        <Alert type="success" showIcon title={t("departments.opened", { count: open.data.opened })} />
      ) : null}
      {fault ? <Alert type="error" showIcon title={fault.message} role="alert" /> : null}
      <div className="gd-two">
        <div className="gd-paste">
          <label htmlFor="outline">{t("departments.paste")}</label>
          <Input.TextArea
            id="outline"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={t("departments.example")}
            rows={14}
            spellCheck={false}
          />
        </div>
        <section className="gd-preview" aria-live="polite" aria-label={t("departments.preview")}>
          {found ? (
            <ul className="gd-tree">
              {found.lines.map((line) => (
                <TreeLine key={`${line.line}/${line.depth}/${line.name}`} line={line} />
              ))}
            </ul>
          ) : (
            <div className="gd-empty">
              <p className="hy-faint">{t("departments.empty")}</p>
              <Button size="small" onClick={() => setText(t("departments.example"))}>
                {t("departments.useExample")}
              </Button>
            </div>
          )}
        </section>
      </div>
      {found ? (
        <div className="gd-act">
          <Button type="primary" disabled={!ready} loading={open.isPending} onClick={() => open.mutate(text)}>
            {t("departments.open", { count: found.new })}
          </Button>
          {found.errors ? <span className="gd-bad">{t("departments.faults", { count: found.errors })}</span> : null}
          {!found.errors && !found.new ? <span className="hy-faint">{t("departments.nothingNew")}</span> : null}
        </div>
      ) : null}
    </>
  );
}

function TreeLine({ line }: { line: OutlineLine }) {
  const { t } = useTranslation("setup");
  return (
    <li style={{ paddingInlineStart: line.depth * 20 }} data-known={line.known} data-bad={Boolean(line.error)}>
      {line.depth ? <CornerDownRight size={13} aria-hidden="true" /> : null}
      <span className="hy-ellipsis">{line.name || "—"}</span>
      {line.known ? <small>{t("departments.known")}</small> : null}
      {line.error ? <small role="alert">{t("departments.line", { line: line.line, error: line.error })}</small> : null}
    </li>
  );
}
