import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { ArrowLeft, Move, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { people, tree } from "@/api/admin";
import { useSession } from "@/core/session/session";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { Skeleton } from "@/ui/Blank";
import { usePhone } from "@/ui/useWide";
import { MoveDialog } from "./MoveDialog";
import { PeopleList } from "./PeopleList";
import { Tree } from "./Tree";
import { below } from "./units";
import "./admin.css";

const DAY = "YYYY-MM-DD";

/** The tree on the left, its people on the right, both as they stood on the chosen day. */
export function Component() {
  const { t } = useTranslation("admin");
  const { may } = useSession();
  const phone = usePhone();
  const [on, setOn] = useState<string>();
  const [chosen, setChosen] = useState<number>();
  const [typed, setTyped] = useState("");
  const [moving, setMoving] = useState<{ id: number; to?: number }>();
  const q = useDeferredValue(typed.trim());
  useVisit(t("org.title"), { path: "/org/organization" });
  const units = useQuery({ queryKey: ["org-tree", on], queryFn: () => tree(on) });
  const all = units.data?.departments ?? [];
  const unit = all.find((one) => one.department_id === chosen) ?? (phone ? undefined : all.find((u) => !u.parent_id));
  const found = useQuery({
    queryKey: ["org-people", on, unit?.department_id, q],
    queryFn: () => people({ on, q, department: q ? undefined : unit?.department_id }),
    enabled: may("org.employee.view") && (q !== "" || unit !== undefined),
  });
  const movable = on === undefined && may("org.department.move");
  const showPeople = !phone || unit !== undefined || q !== "";
  const showTree = !phone || !showPeople;
  return (
    <div className="ad-org">
      <header className="ad-head">
        <div className="hy-grow">
          <h1>{t("org.title")}</h1>
          <p className="hy-muted">{t("org.hint")}</p>
        </div>
        <DatePicker
          aria-label={t("org.asOf")}
          placeholder={t("org.today")}
          value={on ? dayjs(on) : null}
          disabledDate={(day) => day.isAfter(dayjs(), "day")}
          onChange={(day) => setOn(day && !day.isSame(dayjs(), "day") ? day.format(DAY) : undefined)}
        />
        <Input
          className="ad-search"
          allowClear
          prefix={<Search size={14} />}
          placeholder={t("org.search")}
          aria-label={t("org.search")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </header>
      {on ? (
        <p className="ad-past" role="status">
          {t("org.past", { day: on })}{" "}
          <button type="button" className="hy-plain" onClick={() => setOn(undefined)}>
            {t("org.back")}
          </button>
        </p>
      ) : null}
      <div className="ad-split">
        {showTree ? (
          <section className="hy-panel ad-tree" aria-label={t("org.departments")}>
            {units.isPending ? <Skeleton rows={8} /> : null}
            {units.isError ? <Failure error={units.error} retry={() => void units.refetch()} /> : null}
            <Tree
              units={all}
              chosen={unit?.department_id}
              movable={movable && !phone}
              onChoose={(id) => {
                setTyped("");
                setChosen(id);
              }}
              onMove={(id, to) => setMoving({ id, to })}
            />
          </section>
        ) : null}
        {showPeople ? (
          <section className="hy-panel ad-people">
            <header className="hy-panel-head">
              {phone ? (
                <button
                  type="button"
                  className="hy-plain hy-touch"
                  aria-label={t("org.departments")}
                  onClick={() => {
                    setTyped("");
                    setChosen(undefined);
                  }}
                >
                  <ArrowLeft size={16} aria-hidden="true" />
                </button>
              ) : null}
              <h2 className="hy-ellipsis">{q ? t("org.found", { q }) : unit?.name}</h2>
              {!q && unit && movable && unit.parent_id ? (
                <Button size="small" icon={<Move size={13} />} onClick={() => setMoving({ id: unit.department_id })}>
                  {t("org.move")}
                </Button>
              ) : null}
            </header>
            {!q && unit ? (
              <p className="ad-sub hy-muted">
                {unit.head ? t("org.head", { name: unit.head }) : t("org.noHead")}
                {" · "}
                {t("org.below", { count: below(all, unit.department_id) })}
              </p>
            ) : null}
            {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
            {found.isPending && found.fetchStatus !== "idle" ? <Skeleton rows={5} /> : null}
            {found.data ? (
              <PeopleList
                people={found.data.people}
                units={q ? all : []}
                head={unit?.head_id}
                below={unit ? below(all, unit.department_id) : 0}
              />
            ) : null}
          </section>
        ) : null}
      </div>
      {moving ? <MoveDialog units={all} id={moving.id} to={moving.to} onClose={() => setMoving(undefined)} /> : null}
    </div>
  );
}
