import { useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/http";
import { bulk } from "@/api/resources";
import type { Resource, Row, Verb } from "@/api/types";
import { textOf } from "./field-value";
import { Outcomes } from "./Outcome";
import { VerbDialog } from "./VerbDialog";

interface Props {
  resource: Resource;
  rows: Row[];
  selected: Set<number>;
  onClear: () => void;
}

/** What can be done with the chosen rows, and afterwards what happened to each of them. */
export function BulkBar({ resource, rows, selected, onClear }: Props) {
  const { t } = useTranslation("resource");
  const client = useQueryClient();
  const [verb, setVerb] = useState<Verb | null>(null);
  const [outcome, setOutcome] = useState<Schemas["BulkResult"][] | null>(null);
  const nameOf = (id: number) => {
    const row = rows.find((r) => r.id === id);
    return row ? textOf(undefined, row[resource.title_field]) || t("list.unnumbered") : `#${id}`;
  };
  const failed = outcome?.filter((r) => !r.ok).length ?? 0;
  return (
    <div className="bk" role="toolbar" aria-label={t("bulk.label")}>
      <b className="hy-num">{t("bulk.count", { count: selected.size })}</b>
      {resource.verbs
        .filter((v) => v.bulk)
        .map((v) => (
          <Button key={v.name} danger={v.tone === "danger"} onClick={() => setVerb(v)}>
            {v.label}
          </Button>
        ))}
      <Button type="text" icon={<X size={15} />} aria-label={t("bulk.clear")} onClick={onClear} />
      {verb ? (
        <VerbDialog
          verb={verb}
          subject={t("bulk.count", { count: selected.size })}
          onClose={() => setVerb(null)}
          run={async (payload) => {
            const { results } = await bulk(resource, verb.name, [...selected], payload);
            setOutcome(results);
            void client.invalidateQueries({ queryKey: ["rows", resource.key] });
          }}
        />
      ) : null}
      <Modal
        open={outcome !== null}
        title={
          failed
            ? t("bulk.partly", { done: (outcome?.length ?? 0) - failed, failed })
            : t("bulk.done", { done: outcome?.length ?? 0 })
        }
        footer={null}
        onCancel={() => {
          setOutcome(null);
          onClear();
        }}
      >
        <Outcomes
          rows={(outcome ?? []).map(({ id, ok, problem }) => ({
            id,
            name: nameOf(id),
            refused: ok ? undefined : problem?.detail || problem?.title || t("bulk.refused"),
          }))}
        />
      </Modal>
    </div>
  );
}
