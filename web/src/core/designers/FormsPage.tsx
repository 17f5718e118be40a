import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { LayoutTemplate, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { designs, type FormRow } from "@/api/forms";
import type { Tone } from "@/api/types";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { Blank, Skeleton } from "@/ui/Blank";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";
import { Gallery } from "./Gallery";
import { Grouped } from "./Grouped";
import { NewForm } from "./NewForm";
import { CardFace, matches, Wanted } from "./parts";
import "./forms.css";

export const TONES: Record<FormRow["state"], Tone> = { draft: "neutral", published: "green", retired: "void" };

/** 表单与流程: the forms of the company, in use or being made, and the gallery from which new ones come. */
export function Component() {
  const { t } = useTranslation("designers");
  const [params, setParams] = useSearchParams();
  const [wanted, setWanted] = useState("");
  useVisit(t("forms.title"), { path: "/forms/designs" });
  const found = useQuery({ queryKey: ["forms", "designs"], queryFn: designs });
  const open = params.get("open");
  const show = (what: string | null) => setParams(what ? { open: what } : {}, { replace: true });
  const rows = (found.data?.rows ?? []).filter((row) => matches(wanted, row.name, row.code));
  const first = (
    <Button type="primary" onClick={() => show("gallery")}>
      {t("forms.gallery")}
    </Button>
  );
  return (
    <div className="fm-page">
      <header className="fm-head">
        <div className="hy-grow">
          <h1>{t("forms.title")}</h1>
          <p className="hy-muted">{t("forms.hint")}</p>
        </div>
        <Wanted value={wanted} onChange={setWanted} />
        <Button icon={<LayoutTemplate size={15} />} onClick={() => show("gallery")}>
          {t("forms.gallery")}
        </Button>
        <Button type="primary" icon={<Plus size={15} />} onClick={() => show("new")}>
          {t("forms.new")}
        </Button>
      </header>
      {found.isPending ? <Skeleton rows={6} /> : null}
      {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data && !rows.length ? (
        <Blank
          title={wanted ? t("nothingFound") : t("forms.none")}
          hint={wanted ? undefined : t("forms.noneHint")}
          action={wanted ? undefined : first}
        />
      ) : null}
      <Grouped rows={rows} keyOf={(row) => row.id}>
        {(row) => <FormCard row={row} />}
      </Grouped>
      {open === "gallery" ? <Gallery onClose={() => show(null)} /> : null}
      {open === "new" ? <NewForm onClose={() => show(null)} /> : null}
    </div>
  );
}

function FormCard({ row }: { row: FormRow }) {
  const { t } = useTranslation("designers");
  return (
    <Link className="fm-card" to={`/forms/designs/${row.id}`}>
      <CardFace icon={row.icon} category={row.category} name={row.name}>
        <span className="fm-state">
          <Tag tone={TONES[row.state]}>{t(`state.${row.state}`)}</Tag>
          {row.has_draft && row.state !== "draft" ? <Tag tone="orange">{t("state.changed")}</Tag> : null}
          <span className="hy-faint">
            <When at={row.changed_at} />
          </span>
        </span>
      </CardFace>
    </Link>
  );
}
