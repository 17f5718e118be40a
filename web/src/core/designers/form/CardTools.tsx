import type { DraggableAttributes, DraggableSyntheticListeners } from "@dnd-kit/core";
import { ArrowDown, ArrowUp, Copy, GripVertical, SlidersHorizontal, Trash2 } from "lucide-react";
import type { KeyboardEvent, MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { type Chosen, isSame, useDesigner } from "./context";

const FIRST = ".fd-properties :is(input, textarea)";

type Target = NonNullable<Chosen>;

/** Everything that can be chosen behaves alike: pressed it is chosen; Alt and arrows move, Delete takes out. */
export function useCard(target: Target, listeners: DraggableSyntheticListeners) {
  const { chosen, choose, act, reveal } = useDesigner();
  const on = isSame(chosen, target);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return listeners?.onKeyDown?.(event);
    const step = event.altKey ? { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key] : undefined;
    if (step) act.nudge(target, step);
    else if (event.key === "Enter" || event.key === " ") {
      choose(target);
      reveal?.();
      requestAnimationFrame(() => document.querySelector<HTMLElement>(FIRST)?.focus());
    } else if (event.key === "Delete" || event.key === "Backspace") act.remove(target);
    else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey)) act.copy(target);
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent) => {
    event.stopPropagation();
    choose(target);
  };
  return {
    on,
    props: { tabIndex: 0, "data-on": on, ...stopping(listeners), onKeyDown, onClick },
  };
}

/** A drag that begins in a card within a card is the inner one's. */
function stopping(
  listeners: DraggableSyntheticListeners,
): Record<string, (event: { stopPropagation: () => void }) => void> {
  const starts = Object.entries(listeners ?? {}).filter(([name]) => name !== "onKeyDown");
  return Object.fromEntries(
    starts.map(([name, start]) => [
      name,
      (event: { stopPropagation: () => void }) => {
        event.stopPropagation();
        (start as (event: unknown) => void)(event);
      },
    ]),
  );
}

interface Props {
  target: Target;
  label: string;
  grip: { ref: (node: HTMLElement | null) => void; attributes: DraggableAttributes };
  /** Columns of lines stand beside each other. */
  flat?: boolean;
}

export function CardTools({ target, label, grip, flat }: Props) {
  const { t } = useTranslation("form");
  const { act, choose, reveal } = useDesigner();
  const tool = (name: string, icon: React.ReactNode, run: () => void) => (
    <button
      type="button"
      className="hy-plain"
      aria-label={`${name} ${label}`}
      title={name}
      onClick={(event) => {
        event.stopPropagation();
        run();
      }}
    >
      {icon}
    </button>
  );
  return (
    <span className="fd-tools">
      <button
        ref={grip.ref}
        type="button"
        className="hy-plain fd-grip"
        {...grip.attributes}
        aria-label={t("drag.grip", { name: label })}
        title={t("drag.title")}
      >
        <GripVertical size={14} aria-hidden="true" />
      </button>
      {flat ? null : tool(t("tool.up"), <ArrowUp size={14} aria-hidden="true" />, () => act.nudge(target, -1))}
      {flat ? null : tool(t("tool.down"), <ArrowDown size={14} aria-hidden="true" />, () => act.nudge(target, 1))}
      {tool(t("tool.copy"), <Copy size={14} aria-hidden="true" />, () => act.copy(target))}
      {reveal
        ? tool(t("properties.title"), <SlidersHorizontal size={14} aria-hidden="true" />, () => {
            choose(target);
            reveal();
          })
        : null}
      {tool(t("tool.remove"), <Trash2 size={14} aria-hidden="true" />, () => act.remove(target))}
    </span>
  );
}
