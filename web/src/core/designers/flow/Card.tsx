import { Button, Dropdown } from "antd";
import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  CircleAlert,
  Copy,
  Ellipsis,
  Trash2,
  TriangleAlert,
} from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { START, useFlow } from "./context";
import { canCopy, canMove, canRemove, find } from "./model";

interface Props {
  id: string;
  tone: string;
  sign: ReactNode;
  kind: string;
  name: string;
  children?: ReactNode;
  marks?: string[];
  className?: string;
}

/** One step or branch: what it is called, who or when in words, and what was found wrong with it. */
export function Card({ id, tone, sign, kind, name, children, marks = [], className = "" }: Props) {
  const { t } = useTranslation("flow");
  const { findings, selected, open } = useFlow();
  const onKey = useKeys(id);
  const found = findings.get(id) ?? [];
  const worst = found.find((one) => one.level === "error") ?? found[0];
  return (
    <div className={`fl-card ${className}`} data-tone={tone} data-level={worst?.level} data-selected={selected === id}>
      <button
        type="button"
        className="fl-open hy-plain"
        data-node={id}
        aria-expanded={selected === id}
        aria-keyshortcuts="Enter Delete Alt+ArrowUp Alt+ArrowDown"
        onClick={() => open(id)}
        onKeyDown={onKey}
      >
        <span className="fl-head">
          <span className="fl-chip" data-tone={tone}>
            {sign}
          </span>
          <span className="fl-named">
            <b title={name}>{name || kind}</b>
            {name && name !== kind ? <span className="fl-kind">{kind}</span> : null}
          </span>
        </span>
        {children ? <span className="fl-said">{children}</span> : null}
        {marks.length ? (
          <span className="fl-marks">
            {marks.map((mark) => (
              <span key={mark}>{mark}</span>
            ))}
          </span>
        ) : null}
        {worst ? (
          <span className="fl-found" data-tone={worst.level === "error" ? "red" : "orange"}>
            {worst.level === "error" ? <CircleAlert size={13} /> : <TriangleAlert size={13} />}
            <span>
              <span className="hy-sr">{t(`severity.${worst.level}`)}</span>
              {worst.message}
              {found.length > 1 ? ` (+${found.length - 1})` : ""}
            </span>
          </span>
        ) : null}
      </button>
      <More id={id} name={name || kind} />
    </div>
  );
}

function neighbour(from: HTMLElement, by: number): HTMLElement | undefined {
  const all = [...(from.closest(".fl")?.querySelectorAll<HTMLElement>("[data-node]") ?? [])];
  return all[all.indexOf(from) + by];
}

/** Enter opens by itself; the rest of the keys of a card. */
function useKeys(id: string) {
  const { remove, move, copy, readOnly } = useFlow();
  return (event: KeyboardEvent<HTMLButtonElement>) => {
    const up = event.key === "ArrowUp" || event.key === "ArrowLeft";
    const down = event.key === "ArrowDown" || event.key === "ArrowRight";
    if (!event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      neighbour(event.currentTarget, up ? -1 : 1)?.focus();
    } else if (readOnly) return;
    else if (event.altKey && (up || down)) move(id, up ? -1 : 1);
    else if (event.key === "Delete" || event.key === "Backspace") remove(id);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") copy(id);
    else return;
    event.preventDefault();
  };
}

function More({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation("flow");
  const { words, remove, move, copy, readOnly, stacked } = useFlow();
  const found = find(words.tree, id);
  if (readOnly || !found || id === START) return null;
  const sideways = found.kind === "branch" && !stacked;
  const able = { before: canMove(words.tree, id, -1), after: canMove(words.tree, id, 1), copy: canCopy(found) };
  const items = [
    {
      key: "before",
      disabled: !able.before,
      icon: sideways ? <ArrowLeft size={14} /> : <ArrowUp size={14} />,
      label: sideways ? t("act.left") : t("act.up"),
    },
    {
      key: "after",
      disabled: !able.after,
      icon: sideways ? <ArrowRight size={14} /> : <ArrowDown size={14} />,
      label: sideways ? t("act.right") : t("act.down"),
    },
    { key: "copy", disabled: !able.copy, icon: <Copy size={14} />, label: t("act.copy") },
    { type: "divider" as const },
    { key: "remove", disabled: !canRemove(found), danger: true, icon: <Trash2 size={14} />, label: t("act.remove") },
  ];
  const run: Record<string, () => void> = {
    before: () => move(id, -1),
    after: () => move(id, 1),
    copy: () => copy(id),
    remove: () => remove(id),
  };
  return (
    <Dropdown trigger={["click"]} autoFocus destroyOnHidden menu={{ items, onClick: ({ key }) => run[key]?.() }}>
      <Button
        className="fl-more"
        type="text"
        size="small"
        icon={<Ellipsis size={15} />}
        aria-label={t("act.more", { name })}
      />
    </Dropdown>
  );
}
