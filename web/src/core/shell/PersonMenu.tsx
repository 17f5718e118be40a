import { LogOut, UserCog } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { LANGUAGES } from "@/core/i18n";
import { useAppearance } from "@/core/session/appearance";
import { useSession } from "@/core/session/session";
import { Avatar } from "@/ui/Avatar";
import { Choices, Pop } from "@/ui/Pop";

export function PersonMenu({ phone }: { phone: boolean }) {
  const { t } = useTranslation("shell");
  const { me } = useSession();
  const name = me.employee?.name ?? me.user.name;
  const face = (
    <>
      <Avatar name={name} size={30} />
      {phone ? null : (
        <span className="tb-who">
          <b className="hy-ellipsis">{name}</b>
          <span className="hy-faint hy-ellipsis">{me.employee?.post}</span>
        </span>
      )}
    </>
  );
  return (
    <Pop role="dialog" named={!phone} label={t("person.menu", { name })} className="tb-person" trigger={face}>
      {(close) => <PersonCard close={close} />}
    </Pop>
  );
}

function PersonCard({ close }: { close: () => void }) {
  const { t } = useTranslation("shell");
  const { me, setLook, signOut } = useSession();
  const { language, theme, density } = useAppearance();
  return (
    <div className="tb-card">
      <div>
        <b>{me.employee?.name ?? me.user.name}</b>
        <div className="hy-faint">
          {[...new Set([me.employee?.company.label, me.employee?.department?.label, me.employee?.post])]
            .filter(Boolean)
            .join(" · ")}
        </div>
      </div>
      <Choices
        label={t("person.language")}
        value={language}
        options={LANGUAGES}
        onChange={(value) => setLook({ language: value })}
      />
      <Choices
        label={t("person.theme")}
        value={theme}
        options={[
          { value: "light", label: t("person.light") },
          { value: "dark", label: t("person.dark") },
          { value: "system", label: t("person.system") },
        ]}
        onChange={(value) => setLook({ theme: value })}
      />
      <Choices
        label={t("person.density")}
        value={density}
        options={[
          { value: "comfortable", label: t("person.comfortable") },
          { value: "compact", label: t("person.compact") },
        ]}
        onChange={(value) => setLook({ density: value })}
      />
      <div className="tb-acts">
        <Link to="/account" className="tb-act hy-touch" onClick={close}>
          <UserCog size={15} aria-hidden="true" /> {t("person.account")}
        </Link>
        <button type="button" className="tb-act hy-touch" onClick={() => void signOut()}>
          <LogOut size={15} aria-hidden="true" /> {t("person.signOut")}
        </button>
      </div>
    </div>
  );
}
