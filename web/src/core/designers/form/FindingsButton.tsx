import { Button, Popover } from "antd";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Chosen, useDesigner } from "./context";
import { find } from "./design";
import { meantBy } from "./findings";
import type { Design, Finding } from "./types";

/** How the form stands with the check; each complaint leads to where it comes from. */
export function FindingsButton() {
  const { t } = useTranslation("form");
  const { design, findings, choose, say, reveal } = useDesigner();
  const [open, setOpen] = useState(false);
  const errors = findings.filter((one) => one.level === "error").length;
  if (findings.length === 0)
    return (
      <span className="fd-fine hy-row" title={t("findings.fine")}>
        <CircleCheck size={16} aria-hidden="true" />
        <span className="fd-fine-word">{t("findings.fine")}</span>
      </span>
    );
  const list = (
    <ul className="fd-findings">
      {findings.map((one, index) => (
        <li key={index}>
          <button
            type="button"
            className="hy-plain hy-touch"
            data-level={one.level}
            onClick={() => {
              choose(chosenBy(design, one));
              setOpen(false);
              reveal?.();
            }}
          >
            <TriangleAlert size={14} aria-hidden="true" />
            <span>
              <b>{whoseName(design, one, say) || t("properties.form")}</b>
              <br />
              {one.message}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <Popover trigger="click" placement="bottomRight" arrow={false} open={open} onOpenChange={setOpen} content={list}>
      <Button
        type="text"
        danger={errors > 0}
        icon={<TriangleAlert size={15} />}
        aria-label={t("findings.count", { count: findings.length })}
      >
        <span className="hy-num">{findings.length}</span>
      </Button>
    </Popover>
  );
}

function chosenBy(design: Design, { path }: Finding): Chosen {
  const meant = meantBy(design, path);
  if (meant) return { kind: "field", ref: meant.ref };
  const block = /^layout\.(\d+)(?:\.tabs\.(\d+)\.blocks\.(\d+))?/.exec(path);
  return block ? { kind: "block", path: block.slice(1).filter(Boolean).join(".") } : null;
}

function whoseName(design: Design, { path }: Finding, say: (texts: object | undefined, otherwise?: string) => string) {
  const meant = meantBy(design, path);
  const field = meant && find(design, meant.ref);
  return field ? say(field.label, field.name) : "";
}
