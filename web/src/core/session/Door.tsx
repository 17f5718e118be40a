import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGES } from "@/core/i18n";
import { Mark } from "@/ui/Logo";
import { useAppearance } from "./appearance";
import "./sign-in.css";

interface Props {
  name?: string;
  footer?: string;
  children: ReactNode;
}

/** What stands around every page that one sees before one is inside: sign-in, the first link, an invitation. */
export function Door({ name = "Heyi 合一", footer, children }: Props) {
  const { t } = useTranslation("session");
  const { language, change } = useAppearance();
  return (
    <main className="si">
      <section className="si-story" aria-hidden="true">
        <svg aria-hidden="true" className="si-roofs" viewBox="0 0 600 600" fill="none">
          {Array.from({ length: 9 }, (_, i) => (
            <path
              key={i}
              d={`M${-60 + i * 14} ${420 + i * 34} L300 ${130 + i * 34} L${660 - i * 14} ${420 + i * 34}`}
            />
          ))}
          <path className="gold" d="M150 330h300" />
        </svg>
        <div className="si-words">
          <p className="si-big">{t("motto")}</p>
          <p>{t("mottoHint")}</p>
        </div>
      </section>
      <section className="si-side">
        <header className="hy-row">
          <Mark size={34} />
          <b className="si-name hy-grow hy-ellipsis" title={name}>
            {name}
          </b>
          <nav className="si-langs" aria-label={t("language")}>
            {LANGUAGES.map(({ value, label, short }) => (
              <button
                key={value}
                type="button"
                className="hy-plain hy-touch"
                aria-pressed={value === language}
                title={label}
                lang={value}
                onClick={() => {
                  sessionStorage.setItem("heyi.language-asked", "1");
                  change({ language: value });
                }}
              >
                {short}
              </button>
            ))}
          </nav>
        </header>
        <div className="si-body">{children}</div>
        <footer className="hy-faint">{footer}</footer>
      </section>
    </main>
  );
}
