import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { account } from "@/api/account";
import { useSession } from "@/core/session/session";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { exact } from "@/kit/dates";
import { Avatar } from "@/ui/Avatar";
import { Skeleton } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";
import { Keys } from "./Keys";
import { Password } from "./Password";
import { Preferences } from "./Preferences";
import { Sessions } from "./Sessions";
import { TwoFactor } from "./TwoFactor";
import "./account.css";

export function Component() {
  const { t } = useTranslation("account");
  const { me } = useSession();
  useVisit(t("title"));
  const found = useQuery({ queryKey: ["account"], queryFn: account });
  const name = me.employee?.name ?? me.user.name;
  const place = [me.employee?.company.label, me.employee?.department?.label, me.employee?.post];
  return (
    <div className="hy-page ac">
      <header className="ac-head">
        <Avatar name={name} size={56} />
        <div className="hy-grow">
          <h1>{name}</h1>
          <p className="hy-muted">{[...new Set(place.filter(Boolean))].join(" · ")}</p>
        </div>
      </header>
      {found.isPending ? <Skeleton rows={8} /> : null}
      {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data ? (
        <div className="ac-grid">
          <Panel title={t("profile.title")}>
            <dl className="ac-facts">
              <dt>{t("profile.username")}</dt>
              <dd>{found.data.username}</dd>
              <dt>{t("profile.email")}</dt>
              <dd>{found.data.email || "—"}</dd>
              <dt>{t("profile.passwordSet")}</dt>
              <dd>{found.data.password_set_at ? exact(found.data.password_set_at) : "—"}</dd>
            </dl>
            <p className="hy-faint">{t("profile.hint")}</p>
          </Panel>
          <Preferences />
          <Password account={found.data} />
          <TwoFactor />
          <Sessions />
          <Keys keys={found.data.keys} />
        </div>
      ) : null}
    </div>
  );
}
