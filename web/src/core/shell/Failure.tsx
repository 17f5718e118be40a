import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { Blank } from "@/ui/Blank";

/** What happened, why, and what to do; with the number that support asks for. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation("shell");
  const problem = isProblem(error) ? error : null;
  const nowhere = isProblem(error, "no_page");
  const missing = problem?.status === 404;
  const title = nowhere
    ? t("page.missing")
    : problem
      ? missing
        ? t("failure.missing")
        : problem.status === 403
          ? t("failure.forbidden")
          : problem.body.title
      : navigator.onLine
        ? t("failure.broken")
        : t("failure.offline");
  const hint = nowhere
    ? t("page.missingHint")
    : problem
      ? missing
        ? t("failure.missingHint")
        : (problem.body.detail ?? "")
      : t("failure.brokenHint");
  return (
    <div role="alert" style={{ display: "grid", placeItems: "center", minHeight: 280 }}>
      <Blank
        title={title}
        hint={hint}
        action={
          missing ? (
            <a className="hy-button hy-touch" href="/">
              {t("page.home")}
            </a>
          ) : retry ? (
            <button type="button" className="hy-button hy-touch" onClick={retry}>
              {t("failure.retry")}
            </button>
          ) : null
        }
      />
      {problem?.body.request_id ? <span className="hy-faint">{problem.body.request_id}</span> : null}
    </div>
  );
}
