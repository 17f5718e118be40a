import { Button, Popover } from "antd";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Finding } from "@/api/flow";
import { START, useFlow } from "./context";
import { find } from "./model";
import { say } from "./texts";

interface Props {
  findings: Finding[];
  onJump: (id: string) => void;
}

/** How many things are wrong; the list leads to each of them. */
export function FindingsButton({ findings, onJump }: Props) {
  const { t } = useTranslation("flow");
  const [open, setOpen] = useState(false);
  const errors = findings.filter((one) => one.level === "error").length;
  const warnings = findings.length - errors;
  if (!findings.length) {
    return (
      <span className="fl-fine" data-tone="green">
        <CircleCheck size={15} aria-hidden="true" /> {t("fine")}
      </span>
    );
  }
  const told = [errors ? t("errors", { number: errors }) : "", warnings ? t("warnings", { number: warnings }) : ""];
  const jump = (node: string) => {
    setOpen(false);
    onJump(node);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      content={<FindingsList findings={findings} onJump={jump} />}
    >
      <Button type="text" className="fl-findings" data-tone={errors ? "red" : "orange"} aria-expanded={open}>
        {errors ? <CircleAlert size={15} aria-hidden="true" /> : <TriangleAlert size={15} aria-hidden="true" />}
        {told.filter(Boolean).join(" · ")}
      </Button>
    </Popover>
  );
}

function FindingsList({ findings, onJump }: Props) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  const nameOf = (id: string) => {
    const found = find(words.tree, id);
    const one = found?.kind === "branch" ? found.branch : found?.step;
    return say(one?.name ?? words.tree.name, words.language);
  };
  const ordered = [...findings].sort((one, other) => one.level.localeCompare(other.level));
  return (
    <ul className="fl-list">
      {ordered.map((one, index) => (
        <li key={index} data-tone={one.level === "error" ? "red" : "orange"}>
          <button
            type="button"
            className="hy-plain hy-touch"
            onClick={() => onJump(find(words.tree, one.node) ? one.node : START)}
          >
            {one.level === "error" ? <CircleAlert size={14} /> : <TriangleAlert size={14} />}
            <span>
              <span className="hy-sr">{t(`severity.${one.level}`)}</span>
              <b>{nameOf(one.node)}</b> {one.message}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
