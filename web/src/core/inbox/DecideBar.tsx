import { Button, Dropdown, Input, Tooltip } from "antd";
import { Ellipsis } from "lucide-react";
import { type Ref, type RefObject, useImperativeHandle, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "@/api/types";
import type { Case } from "@/api/workflow";
import { usePhone } from "@/ui/useWide";
import { DecisionDialog } from "./DecisionDialog";
import { useDecision } from "./use-case";

export interface DecideHandle {
  start: (verb: string) => void;
}

interface Props {
  data: Case;
  /** What has to be saved first; false: it was refused, and nothing is decided. */
  before?: RefObject<(() => Promise<boolean>) | null>;
  onDone?: (verb: string) => void;
  ref?: Ref<DecideHandle>;
}

const FIRST = ["approve", "resubmit", "reject", "return"];
const KEYS: Record<string, string> = { approve: "A", reject: "R", return: "B" };
const NEEDS_DIALOG = new Set(["reject", "return", "transfer", "cc", "circulate", "withdraw"]);

/** The hand's place: opinion and decision in one line; on a phone a sheet with one confirming tap. */
export function DecideBar({ data, before, onDone, ref }: Props) {
  const { t, i18n } = useTranslation("inbox");
  const phone = usePhone();
  const [opinion, setOpinion] = useState("");
  const [asking, setAsking] = useState<string | null>(null);
  const decision = useDecision(data, (verb) => {
    setOpinion("");
    setAsking(null);
    onDone?.(verb);
  });
  const labelOf = (a: Action) => a.label ?? (i18n.exists(`inbox:verb.${a.name}`) ? t(`verb.${a.name}`) : a.name);
  const start = async (verb: string) => {
    const action = data.actions.find((a) => a.name === verb);
    if (!action?.enabled || (verb === "approve" && (await before?.current?.()) === false)) return;
    if (NEEDS_DIALOG.has(verb) || (phone && verb === "approve")) setAsking(verb);
    else decision.mutate({ verb, body: opinion ? { opinion } : {} });
  };
  useImperativeHandle(ref, () => ({ start: (verb: string) => void start(verb) }));

  const first = data.actions.filter((a) => FIRST.includes(a.name));
  // What everybody has to say belongs into the discussion, not among the decisions.
  const rest = data.actions.filter((a) => !FIRST.includes(a.name) && a.name !== "comment");
  const dialog = asking ? (
    <DecisionDialog
      verb={asking}
      data={data}
      opinion={opinion}
      busy={decision.isPending}
      onClose={() => setAsking(null)}
      onConfirm={(body) => decision.mutate({ verb: asking, body })}
    />
  ) : null;
  if (first.length + rest.length === 0) return null;
  return (
    <footer className="db hy-noprint">
      {first.length && !phone ? (
        <Input
          aria-label={t("opinion")}
          placeholder={t("opinionHint")}
          maxLength={1000}
          value={opinion}
          onChange={(e) => setOpinion(e.target.value)}
          onPressEnter={(e) => (e.ctrlKey || e.metaKey) && first[0] && void start(first[0].name)}
        />
      ) : (
        <span className="hy-grow db-space" />
      )}
      {first.map((action) => (
        <Tooltip key={action.name} title={action.enabled ? undefined : action.reason}>
          <Button
            type={action === first[0] ? "primary" : "default"}
            danger={action.name === "reject"}
            disabled={!action.enabled}
            loading={decision.isPending && decision.variables?.verb === action.name}
            onClick={() => void start(action.name)}
          >
            {labelOf(action)}
            {phone || !KEYS[action.name] ? null : <kbd>{KEYS[action.name]}</kbd>}
          </Button>
        </Tooltip>
      ))}
      {first.length === 0
        ? rest.map((action) => (
            <Tooltip key={action.name} title={action.enabled ? undefined : action.reason}>
              <Button disabled={!action.enabled} onClick={() => void start(action.name)}>
                {labelOf(action)}
              </Button>
            </Tooltip>
          ))
        : null}
      {first.length && rest.length ? (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: rest.map((a) => ({
              key: a.name,
              disabled: !a.enabled,
              label: a.enabled ? labelOf(a) : <Tooltip title={a.reason}>{labelOf(a)}</Tooltip>,
            })),
            onClick: ({ key }) => void start(key),
          }}
        >
          <Button icon={<Ellipsis size={16} />} aria-label={t("more")} />
        </Dropdown>
      ) : null}
      {dialog}
    </footer>
  );
}
