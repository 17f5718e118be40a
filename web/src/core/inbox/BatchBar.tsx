import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InboxRow } from "@/api/workflow";
import { BatchDialog, type BatchVerb } from "./BatchDialog";

interface Props {
  /** Those of the list that can be decided from here. */
  able: InboxRow[];
  picked: Set<number>;
  onPick: (tasks: Set<number>) => void;
  onDone: () => void;
}

/** Below the list while several are chosen: how many, and the two decisions. */
export function BatchBar({ able, picked, onPick, onDone }: Props) {
  const { t } = useTranslation("inbox");
  const [asked, setAsked] = useState<{ verb: BatchVerb; rows: InboxRow[] } | null>(null);
  const chosen = able.filter((row) => picked.has(row.task_id ?? 0));
  const all = able.length > 0 && chosen.length === able.length;
  const ask = (verb: BatchVerb) => setAsked({ verb, rows: chosen });
  return (
    <div className="ib-batch" role="toolbar" aria-label={t("batch.label")}>
      <Checkbox
        checked={all}
        indeterminate={chosen.length > 0 && !all}
        onChange={() => onPick(new Set(all ? [] : able.map((row) => row.task_id ?? 0)))}
      >
        <span className="hy-num">{chosen.length ? t("batch.count", { count: chosen.length }) : t("batch.all")}</span>
      </Checkbox>
      <span className="hy-grow" />
      <Button danger disabled={!chosen.length} onClick={() => ask("reject")}>
        {t("verb.reject")}
      </Button>
      <Button type="primary" disabled={!chosen.length} onClick={() => ask("approve")}>
        {t("verb.approve")}
      </Button>
      {asked ? (
        <BatchDialog
          {...asked}
          onClose={(decided) => {
            setAsked(null);
            if (decided) onDone();
          }}
        />
      ) : null}
    </div>
  );
}
