import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { closeGuide, guide } from "@/api/setup";
import { useSession } from "@/core/session/session";
import "./card.css";
import "./steps.css";

/** On the workbench of whoever sets up the company, until all is done or it is dismissed. */
export function GuideCard() {
  const { t } = useTranslation("setup");
  const { may } = useSession();
  const client = useQueryClient();
  const mine = may("accounts.setup.manage");
  const state = useQuery({ queryKey: ["guide"], queryFn: guide, enabled: mine, staleTime: 60_000 });
  const close = useMutation({
    mutationFn: closeGuide,
    onSuccess: (data) => client.setQueryData(["guide"], data),
  });
  const next = state.data?.steps.find((step) => !step.done);
  if (!mine || !state.data?.open || !next) return null;
  return (
    <section className="hy-panel gc">
      <div className="gc-words">
        <h2>{t("card.title")}</h2>
        <p className="hy-muted">{t("card.hint")}</p>
      </div>
      <ol>
        {state.data.steps.map((step, index) => (
          <li key={step.name} data-done={step.done}>
            <Link to={`/welcome/${step.name}`}>
              <i>{step.done ? <Check size={13} aria-hidden="true" /> : index + 1}</i> {t(`steps.${step.name}`)}
            </Link>
          </li>
        ))}
      </ol>
      <Link to={`/welcome/${next.name}`}>
        <Button type="primary" tabIndex={-1}>
          {t("card.go")}
        </Button>
      </Link>
      <button
        type="button"
        className="gc-close hy-plain hy-touch"
        aria-label={t("card.dismiss")}
        title={t("card.dismiss")}
        onClick={() => close.mutate()}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </section>
  );
}
