import { useQueryClient } from "@tanstack/react-query";
import { Button, Modal, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { decide, type InboxRow } from "@/api/workflow";
import { type Outcome, Outcomes } from "@/core/resource/Outcome";
import { MUST_SAY, Opinion } from "./Opinion";
import { reasonOf } from "./use-case";

export type BatchVerb = "approve" | "reject";

interface Props {
  verb: BatchVerb;
  /** As they were chosen: the list behind changes while they are decided. */
  rows: InboxRow[];
  onClose: (decided: boolean) => void;
}

/** One opinion for several: each is decided on its own, so what is refused leaves the others standing. */
export function BatchDialog({ verb, rows, onClose }: Props) {
  const { t } = useTranslation("inbox");
  const client = useQueryClient();
  const [opinion, setOpinion] = useState("");
  const [running, setRunning] = useState(false);
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const over = outcomes.length === rows.length;
  const failed = outcomes.filter((one) => one.refused).length;

  const run = async () => {
    setRunning(true);
    const body = opinion.trim() ? { opinion: opinion.trim() } : {};
    for (const { task_id: id, title: name } of rows) {
      const refused = await decide(id ?? 0, verb, body).then(() => undefined, reasonOf);
      setOutcomes((known) => [...known, { id: id ?? 0, name, refused }]);
    }
    setRunning(false);
    for (const key of ["inbox", "inbox-counts", "case", "rows", "record", "page"])
      void client.invalidateQueries({ queryKey: [key] });
  };

  const title = over
    ? failed
      ? t("batch.partly", { done: rows.length - failed, failed })
      : t("batch.done", { done: rows.length })
    : t(`batch.${verb}`, { count: rows.length });
  return (
    <Modal
      open
      title={title}
      mask={{ closable: false }}
      closable={!running}
      keyboard={!running}
      onCancel={() => onClose(outcomes.length > 0)}
      footer={
        over ? (
          <Button type="primary" onClick={() => onClose(true)}>
            {t("batch.close")}
          </Button>
        ) : (
          <>
            <Button disabled={running} onClick={() => onClose(false)}>
              {t("batch.cancel")}
            </Button>
            <Button
              type="primary"
              danger={verb === "reject"}
              loading={running}
              disabled={MUST_SAY.has(verb) && !opinion.trim()}
              onClick={() => void run()}
            >
              {t(`verb.${verb}`)}
            </Button>
          </>
        )
      }
    >
      <div className="hy-stack" style={{ gap: 12 }}>
        {running || over ? (
          <>
            {over ? null : (
              <Progress
                percent={Math.round((outcomes.length / rows.length) * 100)}
                format={() => `${outcomes.length} / ${rows.length}`}
                aria-label={title}
              />
            )}
            <Outcomes rows={outcomes} />
          </>
        ) : (
          <>
            <p className="hy-muted">{t("batch.consequence")}</p>
            <Opinion verb={verb} value={opinion} onChange={setOpinion} autoFocus />
          </>
        )}
      </div>
    </Modal>
  );
}
