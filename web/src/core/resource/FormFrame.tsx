import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Entry, Resource } from "@/api/types";
import { listPath } from "@/core/shell/paths";
import { useVisit } from "@/core/shell/recent";
import { formKeys } from "@/kit/form-keys";
import { ConflictDialog } from "./ConflictDialog";
import { DraftNotice } from "./DraftNotice";
import type { useRecordForm } from "./use-record-form";

interface Props {
  resource: Resource;
  record?: Entry;
  form: ReturnType<typeof useRecordForm>;
  /** The saving buttons, right of "cancel". */
  actions: ReactNode;
  className?: string;
  onSubmit: () => void;
  children: ReactNode;
}

/** What every form page has around its fields: the bar that stays, the draft found, the conflict of two people. */
export function FormFrame({ resource, record, form, actions, className = "", onSubmit, children }: Props) {
  const { t } = useTranslation("resource");
  const navigate = useNavigate();
  const title = record ? t("form.edit", { label: record.label }) : t("list.new", { label: resource.label });
  useVisit(title);
  return (
    <form
      className="fp"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      onKeyDown={formKeys(onSubmit)}
    >
      <header className={`fp-head ${className}`}>
        <div className="hy-grow">
          <div className="hy-crumb">
            <Link to={listPath(resource)}>{resource.label_plural}</Link>
          </div>
          <h1 className="hy-ellipsis">{title}</h1>
        </div>
        <Button onClick={() => navigate(-1)}>{t("form.cancel")}</Button>
        {actions}
      </header>
      <div className={`fp-body ${className}`}>
        <DraftNotice draft={form.draft} onTake={form.change} />
        {children}
      </div>
      {form.conflict ? (
        <ConflictDialog
          resource={resource}
          current={form.conflict}
          mine={form.wanted}
          values={form.values}
          onKeepMine={form.keepMine}
          onTakeTheirs={form.takeTheirs}
          onClose={form.closeConflict}
        />
      ) : null}
    </form>
  );
}
