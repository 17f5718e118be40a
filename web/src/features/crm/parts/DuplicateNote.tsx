import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { ShieldAlert, UserSearch } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { data as answered, api, type Schemas } from "@/api/http";
import { act } from "@/api/resources";
import { useSession } from "@/core/session/session";
import type { FormNoteProps } from "@/core/shell/manifest";
import { recordPath } from "@/core/shell/paths";
import "../crm.css";

type Match = Schemas["DuplicateMatch"];

const WAIT = 450;
const KEYS = ["name", "credit_code", "phone", "email"] as const;
/** A person's name says little; only companies are compared by name. */
const BY_NAME = new Set(["crm.customer", "crm.lead", "masterdata.party"]);

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the value
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), WAIT);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Who is known already, while somebody types. It never stands in the way: the server decides when the form is saved. */
export default function DuplicateNote({ resource, record, own, values, onChange }: FormNoteProps) {
  const { t } = useTranslation("crm");
  const { may } = useSession();
  const typed = Object.fromEntries(
    KEYS.flatMap((key) => {
      const text = typeof values[key] === "string" ? (values[key] as string).trim() : "";
      const same = record && record[key] === values[key];
      return text.length >= 2 && !same && (key !== "name" || BY_NAME.has(resource.key)) ? [[key, text]] : [];
    }),
  );
  const asked = useSettled(typed);
  const { data } = useQuery({
    queryKey: ["duplicates", resource.key, record?.id ?? own?.id, asked],
    queryFn: () =>
      answered(
        api.POST("/api/v1/masterdata/duplicates", {
          body: { ...asked, ...(own ?? (record ? { resource: resource.key, id: record.id } : {})) },
        }),
      ),
    enabled: Object.keys(asked).length > 0 && may("masterdata.party.check_duplicates"),
    retry: false,
    staleTime: 30_000,
  });
  const matches = Object.keys(typed).length > 0 ? (data?.matches ?? []) : [];
  if (matches.length === 0) return null;
  const strong = matches.some((match) => match.strength === "strong");
  return (
    <section className="du" data-tone={strong ? "red" : "orange"} aria-live="polite">
      <header className="hy-row">
        {strong ? <ShieldAlert size={16} aria-hidden="true" /> : <UserSearch size={16} aria-hidden="true" />}
        <b>{strong ? t("duplicates.strong") : t("duplicates.weak")}</b>
      </header>
      <ul>
        {matches.map((match, index) => (
          <Line key={match.id ?? `unseen ${index}`} match={match} />
        ))}
      </ul>
      {strong && data?.can_override ? (
        <label className="du-why">
          <span className="hy-muted">{t("duplicates.why")}</span>
          <Input
            value={String(values.duplicate_reason ?? "")}
            maxLength={300}
            placeholder={t("duplicates.whyExample")}
            onChange={(event) => onChange({ duplicate_reason: event.target.value || null })}
          />
        </label>
      ) : null}
    </section>
  );
}

function Line({ match }: { match: Match }) {
  const { t } = useTranslation("crm");
  const { resource } = useSession();
  const target = match.resource ? resource(match.resource) : undefined;
  const by = match.by.map((key) => t(`duplicates.by.${key}`)).join(t("duplicates.and"));
  return (
    <li>
      <span className="hy-grow">
        {target && match.id ? (
          <Link to={recordPath(target, match.id)} target="_blank">
            {match.label}
          </Link>
        ) : (
          <b>{match.label ?? t("duplicates.unseen")}</b>
        )}{" "}
        <span className="hy-muted">
          {[t("duplicates.same", { by }), match.owner ?? match.department, match.in_pool ? t("duplicates.pool") : null]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      {match.can_claim && target && match.id ? <Claim id={match.id} label={match.label ?? ""} /> : null}
    </li>
  );
}

/** What lies in the pool is not entered again but claimed. */
function Claim({ id, label }: { id: number; label: string }) {
  const { t } = useTranslation("crm");
  const { message } = App.useApp();
  const { resource } = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const customers = resource("crm.customer");
  if (!customers) return null;
  const claim = async () => {
    setBusy(true);
    try {
      await act(customers, id, "claim");
      void message.success(t("duplicates.claimed", { name: label }));
      for (const kind of ["rows", "duplicates"]) void client.invalidateQueries({ queryKey: [kind] });
      navigate(recordPath(customers, id));
    } catch (error) {
      void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="small" type="primary" loading={busy} onClick={() => void claim()}>
      {t("duplicates.claim")}
    </Button>
  );
}
