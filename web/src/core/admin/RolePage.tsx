import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Segmented } from "antd";
import { Pencil, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { catalog, type Grant, role as readRole, saveGrants } from "@/api/admin";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { Blank, Skeleton } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";
import { Tag } from "@/ui/Tag";
import { withScope } from "./grants";
import { Holders } from "./Holders";
import { Matrix } from "./Matrix";
import "./admin.css";

/** What a role lets its holders do: functions by resource with their reach, limits of fields, and who holds it. */
export function Component() {
  const { t } = useTranslation("admin");
  const { message } = App.useApp();
  const client = useQueryClient();
  const id = Number(useParams().id);
  const [typed, setTyped] = useState("");
  const [shown, setShown] = useState<"granted" | "all">("granted");
  const [draft, setDraft] = useState<Grant[]>();
  const [busy, setBusy] = useState(false);
  const role = useQuery({ queryKey: ["record", "access.role", id], queryFn: () => readRole(id) });
  const known = useQuery({ queryKey: ["access-catalog"], queryFn: catalog, staleTime: Number.POSITIVE_INFINITY });
  useVisit(role.data?.name, { path: `/access/roles/${id}` });
  if (role.isError || known.isError) {
    return (
      <Failure error={role.error ?? known.error} retry={() => void Promise.all([role.refetch(), known.refetch()])} />
    );
  }
  if (!role.data || !known.data) return <Skeleton rows={10} />;
  const edit = role.data.actions?.find((action) => action.name === "update");
  const grants = draft ?? role.data.grants ?? [];
  const rules = role.data.field_rules ?? [];
  const word = new Map(known.data.modes.map((mode) => [mode.value, mode.label]));
  const resources = known.data.apps.flatMap((app) => app.resources);
  const save = async () => {
    setBusy(true);
    try {
      await saveGrants(id, grants, role.data.version);
      await client.invalidateQueries({ queryKey: ["record", "access.role", id] });
      setDraft(undefined);
      void message.success(t("role.saved"));
    } catch (error) {
      void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="ad-page">
      <header className="ad-head">
        <div className="hy-grow">
          <h1 className="hy-row hy-wrap">
            {role.data.name} {role.data.duty ? <Tag tone="orange">{t("role.duty")}</Tag> : null}
          </h1>
          <p className="hy-muted">{role.data.description || t("role.hint")}</p>
        </div>
        {draft ? (
          <>
            <Button onClick={() => setDraft(undefined)}>{t("role.discard")}</Button>
            <Button type="primary" loading={busy} onClick={() => void save()}>
              {t("role.save")}
            </Button>
          </>
        ) : edit?.enabled ? (
          <Link to={`/access/roles/${id}/edit`}>
            <Button icon={<Pencil size={14} />}>{t("role.edit")}</Button>
          </Link>
        ) : null}
      </header>
      <Panel
        title={t("role.functions")}
        extra={
          <Segmented
            size="small"
            value={shown}
            options={[
              { value: "granted", label: t("role.granted") },
              { value: "all", label: t("role.all") },
            ]}
            onChange={setShown}
          />
        }
      >
        <Input
          className="ad-search"
          allowClear
          prefix={<Search size={14} />}
          placeholder={t("role.search")}
          aria-label={t("role.search")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Matrix
          catalog={known.data}
          grants={grants}
          q={typed.trim().toLowerCase()}
          all={shown === "all"}
          onChange={edit?.enabled ? (name, scope) => setDraft(withScope(grants, name, scope)) : undefined}
        />
      </Panel>
      <div className="ad-two">
        <Panel title={t("role.fields")}>
          {rules.length ? (
            <ul className="ad-lines">
              {rules.map((rule) => {
                const resource = resources.find((one) => one.key === rule.resource);
                const field = resource?.fields.find((one) => one.name === rule.field);
                return (
                  <li key={`${rule.resource} ${rule.field}`} className="hy-row">
                    <span className="hy-grow hy-ellipsis">
                      {resource?.label ?? rule.resource} · {field?.label ?? rule.field}
                    </span>
                    <Tag tone={rule.mode === "hidden" ? "red" : "orange"}>{word.get(rule.mode)}</Tag>
                  </li>
                );
              })}
            </ul>
          ) : (
            <Blank title={t("role.noFields")} hint={t("role.noFieldsHint")} />
          )}
        </Panel>
        <Holders role={id} />
      </div>
    </div>
  );
}
