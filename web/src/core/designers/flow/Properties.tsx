import { Button, ConfigProvider, Drawer } from "antd";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { isFork, isTask } from "@/api/flow";
import { BranchPanel } from "./BranchPanel";
import { START, useFlow } from "./context";
import { ForkPanel } from "./ForkPanel";
import { canMove, canRemove, type Found, find } from "./model";
import { CallPanel, EndPanel } from "./PlainPanels";
import { ProcessPanel } from "./ProcessPanel";
import { TaskPanel } from "./TaskPanel";

/** The properties of whatever is chosen: beside the canvas, on a phone from below. */
export function Properties() {
  const { t } = useTranslation("flow");
  const { words, selected, open, readOnly, stacked } = useFlow();
  const found = selected && selected !== START ? find(words.tree, selected) : null;
  const kind =
    found?.kind === "step"
      ? t(`type.${found.step.type}`)
      : found
        ? t(`branchOf.${found.fork.type}`)
        : t("start.settings");
  useEffect(() => {
    const card = selected && document.querySelector(`.fl [data-node="${CSS.escape(selected)}"]`);
    if (card && !stacked) card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [selected, stacked]);
  return (
    <Drawer
      open={selected === START || found !== null}
      onClose={() => open(null)}
      title={kind}
      placement={stacked ? "bottom" : "right"}
      size={stacked ? "88%" : 440}
      mask={stacked}
      getContainer={stacked ? undefined : false}
      rootClassName={stacked ? "fl-sheet" : "fl-drawer"}
      destroyOnHidden
      extra={found && !readOnly ? <Acts id={selected!} found={found} /> : null}
    >
      <ConfigProvider componentDisabled={readOnly}>
        <div key={selected} className="fl-panel">
          {found ? <Panel found={found} /> : selected === START ? <ProcessPanel /> : null}
        </div>
      </ConfigProvider>
    </Drawer>
  );
}

function Panel({ found }: { found: Found }) {
  if (found.kind === "branch") return <BranchPanel {...found} />;
  const { step } = found;
  if (isTask(step)) return <TaskPanel step={step} />;
  if (isFork(step)) return <ForkPanel step={step} />;
  return step.type === "call" ? <CallPanel step={step} /> : <EndPanel step={step} />;
}

function Acts({ id, found }: { id: string; found: Found }) {
  const { t } = useTranslation("flow");
  const { words, move, remove } = useFlow();
  return (
    <span className="hy-row" style={{ gap: 2 }}>
      <Button
        type="text"
        size="small"
        icon={<ArrowUp size={15} />}
        aria-label={t("act.up")}
        title={t("act.up")}
        disabled={!canMove(words.tree, id, -1)}
        onClick={() => move(id, -1)}
      />
      <Button
        type="text"
        size="small"
        icon={<ArrowDown size={15} />}
        aria-label={t("act.down")}
        title={t("act.down")}
        disabled={!canMove(words.tree, id, 1)}
        onClick={() => move(id, 1)}
      />
      <Button
        type="text"
        size="small"
        danger
        icon={<Trash2 size={15} />}
        aria-label={t("act.remove")}
        title={t("act.remove")}
        disabled={!canRemove(found)}
        onClick={() => remove(id)}
      />
    </span>
  );
}
