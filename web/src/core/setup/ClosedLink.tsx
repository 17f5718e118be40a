import { useTranslation } from "react-i18next";
import { Blank } from "@/ui/Blank";
import "./closed.css";

/** A link that is wrong, used or over: what happened, and where to go from here. */
export function ClosedLink({ title, hint }: { title: string; hint: string }) {
  const { t } = useTranslation("setup");
  return (
    <div role="alert" className="su-closed">
      <Blank title={title} hint={hint} action={<a href="/">{t("closed.signIn")}</a>} />
    </div>
  );
}
