import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { catalog, explain } from "@/api/admin";
import { OptionSelect } from "@/core/resource/inputs/OptionSelect";
import { useSession } from "@/core/session/session";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { Blank, Skeleton } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";
import { Tag } from "@/ui/Tag";
import "./admin.css";

const MODE_TONES = { hidden: "red", masked: "orange", read: "blue", write: "green" } as const;

/** A person, an act and a record; the answer in words, rule by rule. The address holds the question. */
export function Component() {
  const { t } = useTranslation("admin");
  const { resource: byKey } = useSession();
  const [params, setParams] = useSearchParams();
  useVisit(t("explain.title"), { path: "/access/explain" });
  const known = useQuery({ queryKey: ["access-catalog"], queryFn: catalog, staleTime: Number.POSITIVE_INFINITY });
  const employee = Number(params.get("employee")) || null;
  const permission = params.get("permission") ?? "";
  const id = Number(params.get("id")) || null;
  const key = permission.slice(0, permission.lastIndexOf("."));
  const target = key ? byKey(key) : undefined;
  const people = byKey("org.employee");
  const put = (part: Record<string, string | number | null | undefined>) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(part)) {
      if (value === null || value === undefined || value === "") next.delete(name);
      else next.set(name, String(value));
    }
    setParams(next, { replace: true });
  };
  const answer = useQuery({
    queryKey: ["explain", employee, permission, id],
    queryFn: () => explain({ employee: employee ?? 0, permission, id: id ?? undefined }),
    enabled: employee !== null && permission !== "",
  });
  const word = new Map(known.data?.modes.map((mode) => [mode.value, mode.label]));
  return (
    <div className="ad-page">
      <header className="ad-head">
        <div className="hy-grow">
          <h1>{t("explain.title")}</h1>
          <p className="hy-muted">{t("explain.hint")}</p>
        </div>
      </header>
      <Panel>
        <div className="ad-question">
          {people ? (
            <div>
              <span className="hy-muted">{t("explain.who")}</span>
              <OptionSelect
                target={people}
                value={employee}
                placeholder={t("explain.who")}
                onChange={(value) => put({ employee: value as number | null })}
              />
            </div>
          ) : null}
          <div>
            <span className="hy-muted">{t("explain.what")}</span>
            <Select
              aria-label={t("explain.what")}
              placeholder={t("explain.what")}
              showSearch={{ optionFilterProp: "label" }}
              style={{ width: "100%" }}
              value={permission || null}
              loading={known.isPending}
              onChange={(value: string) => put({ permission: value, id: null })}
              options={known.data?.apps.flatMap((app) =>
                app.resources.map((one) => ({
                  label: `${app.label} · ${one.label}`,
                  title: one.label,
                  options: one.permissions.map((p) => ({ value: p.name, label: `${one.label} · ${p.label}` })),
                })),
              )}
            />
          </div>
          {target ? (
            <div>
              <span className="hy-muted">{t("explain.which")}</span>
              <OptionSelect
                key={target.key}
                target={target}
                value={id}
                placeholder={t("explain.any")}
                onChange={(value) => put({ id: value as number | null })}
              />
            </div>
          ) : null}
        </div>
      </Panel>
      {answer.fetchStatus === "idle" && answer.isPending ? (
        <Blank title={t("explain.ask")} hint={t("explain.askHint")} />
      ) : null}
      {answer.isLoading ? <Skeleton rows={6} /> : null}
      {answer.isError ? <Failure error={answer.error} retry={() => void answer.refetch()} /> : null}
      {answer.data ? (
        <>
          <section className="ad-verdict" data-allowed={answer.data.allowed} role="status">
            {answer.data.allowed ? <Check size={22} aria-hidden="true" /> : <X size={22} aria-hidden="true" />}
            <strong>{answer.data.allowed ? t("explain.allowed") : t("explain.denied")}</strong>
          </section>
          <Panel title={t("explain.rules")}>
            <ol className="ad-reasons">
              {answer.data.reasons.map((reason) => (
                <li key={`${reason.kind} ${reason.text}`} data-holds={reason.holds}>
                  {reason.holds ? <Check size={16} aria-hidden="true" /> : <X size={16} aria-hidden="true" />}
                  <span className="hy-sr">{reason.holds ? t("explain.holds") : t("explain.fails")}</span>
                  <span>{reason.text}</span>
                </li>
              ))}
            </ol>
          </Panel>
          {answer.data.fields.length ? (
            <Panel title={t("explain.fields")}>
              <ul className="ad-fields">
                {answer.data.fields.map((field) => (
                  <li key={field.name}>
                    <span className="hy-row">
                      <span className="hy-grow hy-ellipsis">{field.label}</span>
                      <Tag tone={MODE_TONES[field.mode as keyof typeof MODE_TONES]}>{word.get(field.mode)}</Tag>
                    </span>
                    <span className="hy-faint">{field.text}</span>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
        </>
      ) : null}
    </div>
  );
}
