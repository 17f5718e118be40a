import { Popover, Segmented } from "antd";
import { LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { LANGUAGES } from "@/core/i18n";
import { useAppearance } from "@/core/session/appearance";
import { useSession } from "@/core/session/session";
import { Avatar } from "@/ui/Avatar";

export function PersonMenu({ phone }: { phone: boolean }) {
  const { t } = useTranslation("shell");
  const { me } = useSession();
  const name = me.employee?.name ?? me.user.name;
  return (
    <Popover trigger="click" placement="bottomRight" arrow={false} content={<PersonCard />}>
      <button type="button" className="tb-person" aria-label={t("person.menu", { name })}>
        <Avatar name={name} size={30} />
        {phone ? null : (
          <span className="tb-who">
            <b className="hy-ellipsis">{name}</b>
            <span className="hy-faint hy-ellipsis">{me.employee?.post}</span>
          </span>
        )}
      </button>
    </Popover>
  );
}

function PersonCard() {
  const { t } = useTranslation("shell");
  const { me, setLook, signOut } = useSession();
  const { language, theme, density } = useAppearance();
  return (
    <div className="tb-card">
      <div>
        <b>{me.employee?.name ?? me.user.name}</b>
        <div className="hy-faint">
          {[me.employee?.company.label, me.employee?.department?.label, me.employee?.post].filter(Boolean).join(" · ")}
        </div>
      </div>
      <div className="tb-setting">
        <span>{t("person.language")}</span>
        <Segmented
          block
          value={language}
          options={LANGUAGES.map(({ value, label }) => ({ value, label }))}
          onChange={(value) => setLook({ language: value })}
        />
      </div>
      <div className="tb-setting">
        <span>{t("person.theme")}</span>
        <Segmented
          block
          value={theme}
          options={[
            { value: "light" as const, label: t("person.light") },
            { value: "dark" as const, label: t("person.dark") },
            { value: "system" as const, label: t("person.system") },
          ]}
          onChange={(value) => setLook({ theme: value })}
        />
      </div>
      <div className="tb-setting">
        <span>{t("person.density")}</span>
        <Segmented
          block
          value={density}
          options={[
            { value: "comfortable" as const, label: t("person.comfortable") },
            { value: "compact" as const, label: t("person.compact") },
          ]}
          onChange={(value) => setLook({ density: value })}
        />
      </div>
      <button type="button" className="tb-out hy-plain hy-touch" onClick={() => void signOut()}>
        <LogOut size={15} aria-hidden="true" /> {t("person.signOut")}
      </button>
    </div>
  );
}
