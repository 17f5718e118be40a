import { useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { changeMe } from "@/api/session";
import { LANGUAGES } from "@/core/i18n";
import { useAppearance } from "@/core/session/appearance";
import { useSession } from "@/core/session/session";
import { Panel } from "@/ui/Panel";
import { Choices } from "@/ui/Pop";

export function Preferences() {
  const { t } = useTranslation("account");
  const { me, setLook } = useSession();
  const { language, theme, density } = useAppearance();
  const client = useQueryClient();
  const zones = Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value }));
  return (
    <Panel title={t("look.title")}>
      <div className="ac-look">
        <Choices
          label={t("look.language")}
          value={language}
          options={LANGUAGES}
          onChange={(value) => setLook({ language: value })}
        />
        <Choices
          label={t("look.theme")}
          value={theme}
          options={(["light", "dark", "system"] as const).map((value) => ({ value, label: t(`look.${value}`) }))}
          onChange={(value) => setLook({ theme: value })}
        />
        <Choices
          label={t("look.density")}
          value={density}
          options={(["comfortable", "compact"] as const).map((value) => ({ value, label: t(`look.${value}`) }))}
          onChange={(value) => setLook({ density: value })}
        />
        <label className="ac-zone">
          <span className="hy-muted">{t("look.zone")}</span>
          <Select
            value={me.user.time_zone}
            options={zones}
            showSearch
            aria-label={t("look.zone")}
            onChange={(time_zone) =>
              void changeMe({ time_zone }).then(() => client.invalidateQueries({ queryKey: ["me"] }))
            }
          />
        </label>
      </div>
    </Panel>
  );
}
