import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Checkup } from "@/api/admin";
import { useSession } from "@/core/session/session";
import { listPath, recordPath } from "@/core/shell/paths";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";

type Rule = Checkup["rules"][number];
type Found = Rule["found"][number];

/** One rule in its own sentence, and the records that break it: a link for whoever may open them, else their number. */
export function BrokenRule({ rule, gone }: { rule: Rule; gone: boolean }) {
  const { t } = useTranslation("admin");
  const { resource } = useSession();
  const list = resource("audit.checkfinding");
  const filter = JSON.stringify({
    and: [
      ["rule", "eq", rule.code],
      ["gone_at", "empty", !gone],
    ],
  });
  return (
    <section className="hy-panel ck-rule" data-gone={gone}>
      <header>
        <h2>{rule.title}</h2>
        <p className="hy-row hy-wrap">
          <Tag tone={gone ? "neutral" : "red"}>{t("checkup.records", { count: rule.records })}</Tag>
          <span className="hy-faint">{rule.code}</span>
          <span className="hy-faint">
            {t("checkup.seen")} <When at={rule.since} />
          </span>
        </p>
      </header>
      <ul className="ck-found">
        {rule.found.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
      {rule.kept > rule.found.length || rule.records > rule.kept ? (
        <footer className="hy-row hy-wrap">
          {rule.records > rule.kept ? (
            <span className="hy-muted">{t("checkup.more", { count: rule.records, kept: rule.kept })}</span>
          ) : null}
          {list ? <Link to={`${listPath(list)}?filter=${encodeURIComponent(filter)}`}>{t("checkup.all")}</Link> : null}
        </footer>
      ) : null}
    </section>
  );
}

function Line({ one }: { one: Found }) {
  const { t } = useTranslation("admin");
  const { resource } = useSession();
  const target = one.opens ? resource(one.opens.resource) : undefined;
  const [, number] = one.record.split(":");
  return (
    <li>
      <span className="ck-what">
        {one.opens && target ? (
          <>
            <span className="hy-faint">{one.kind}</span>{" "}
            <Link to={recordPath(target, one.opens.record.id)}>{one.opens.record.label}</Link>{" "}
            <span className="hy-faint hy-num">#{number}</span>
          </>
        ) : one.kind && number ? (
          <>
            <span className="hy-faint">{one.kind}</span> #{number}
          </>
        ) : (
          <code>{one.record}</code>
        )}
        {one.whole ? <Tag tone="orange">{t("checkup.whole")}</Tag> : null}
      </span>
      <span className="ck-detail hy-muted">{one.detail}</span>
      <span className="ck-when hy-faint">
        {one.gone_at ? t("checkup.goneAt") : t("checkup.seen")} <When at={one.gone_at ?? one.first_seen_at} />
      </span>
    </li>
  );
}
