import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useNavigate, useParams } from "react-router";
import { closeGuide, guide, passStep, type StepName } from "@/api/setup";
import Dressed from "@/core/session/Dressed";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { Mark } from "@/ui/Logo";
import { DepartmentsStep } from "./DepartmentsStep";
import { DoneStep } from "./DoneStep";
import { PeopleStep } from "./PeopleStep";
import { ProcessStep } from "./ProcessStep";
import "./guide.css";
import "./steps.css";

const PARTS = { departments: DepartmentsStep, people: PeopleStep, process: ProcessStep };
const ORDER: StepName[] = ["departments", "people", "process"];

export function Component() {
  return (
    <Dressed>
      <Guide />
    </Dressed>
  );
}

/** From a company with one person to a company that works. Nothing here is a must; everything can be done later. */
function Guide() {
  const { t } = useTranslation("setup");
  const { step = "" } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const state = useQuery({ queryKey: ["guide"], queryFn: guide });
  const keep = (data: Awaited<ReturnType<typeof guide>>) => client.setQueryData(["guide"], data);
  const pass = useMutation({ mutationFn: passStep, onSuccess: keep });
  const close = useMutation({ mutationFn: closeGuide, onSuccess: keep });

  const at = ORDER.indexOf(step as StepName);
  if (at < 0 && step !== "done") return <Navigate to="/welcome/departments" replace />;
  if (state.isPending) return <Skeleton rows={8} />;
  if (state.isError) return <Failure error={state.error} retry={() => void state.refetch()} />;
  const steps = new Map(state.data.steps.map((one) => [one.name, one]));
  const Part = step === "done" ? null : PARTS[ORDER[at]!];
  const onward = () => navigate(`/welcome/${ORDER[at + 1] ?? "done"}`);
  const next = () => {
    if (step === "process") pass.mutate("process");
    onward();
  };
  return (
    <div className="gd">
      <aside className="gd-rail">
        <header className="hy-row">
          <Mark size={30} />
          <b className="hy-ellipsis">{state.data.company}</b>
        </header>
        <ol>
          <li data-done="true">
            <i>
              <Check size={13} aria-hidden="true" />
            </i>
            <span>{t("steps.company")}</span>
          </li>
          {ORDER.map((name, index) => (
            <li key={name} data-done={steps.get(name)?.done} aria-current={name === step ? "step" : undefined}>
              <Link to={`/welcome/${name}`}>
                <i>{steps.get(name)?.done ? <Check size={13} aria-hidden="true" /> : index + 2}</i>
                <span>{t(`steps.${name}`)}</span>
              </Link>
            </li>
          ))}
        </ol>
        <Link to="/" className="gd-leave">
          {t("guide.later")}
        </Link>
      </aside>
      <main className="gd-main">
        {Part ? (
          <>
            <header>
              <h1>{t(`${ORDER[at]!}.title`)}</h1>
              <p className="hy-muted">{t(`${ORDER[at]!}.hint`)}</p>
            </header>
            <Part onDone={() => void state.refetch()} />
            <footer className="gd-foot">
              {at > 0 ? <Button onClick={() => navigate(`/welcome/${ORDER[at - 1]}`)}>{t("guide.back")}</Button> : null}
              <span className="hy-grow" />
              <Button type={steps.get(ORDER[at]!)?.done || step === "process" ? "primary" : "default"} onClick={next}>
                {steps.get(ORDER[at]!)?.done || step === "process" ? t("guide.next") : t("guide.skip")}
              </Button>
            </footer>
          </>
        ) : (
          <DoneStep
            counts={{ departments: steps.get("departments")?.count ?? 0, people: steps.get("people")?.count ?? 0 }}
            onFinish={() => close.mutate(undefined, { onSettled: () => navigate("/") })}
          />
        )}
      </main>
    </div>
  );
}
