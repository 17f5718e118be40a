import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Person, Unit } from "@/api/admin";
import { Avatar } from "@/ui/Avatar";
import { Blank } from "@/ui/Blank";
import { Tag } from "@/ui/Tag";

interface Props {
  people: Person[];
  units: Unit[];
  head?: number | null;
  /** How many work in the departments below; they are not listed here. */
  below?: number;
}

/** One line for each post; somebody with two posts stands in both departments. */
export function PeopleList({ people, units, head, below = 0 }: Props) {
  const { t } = useTranslation("admin");
  if (!people.length && below > 0) return <Blank title={t("org.allBelow")} hint={t("org.allBelowHint")} />;
  if (!people.length) return <Blank title={t("org.nobody")} hint={t("org.nobodyHint")} />;
  const names = new Map(units.map((unit) => [unit.department_id, unit.name]));
  return (
    <ul className="ad-persons">
      {people.map((one) => (
        <li key={`${one.employee_id} ${one.department_id} ${one.kind}`}>
          <Link to={`/org/employees/${one.employee_id}`}>
            <Avatar name={one.name} size={36} />
            <span className="hy-grow">
              <span className="hy-row">
                <b className="hy-ellipsis">{one.name}</b>
                {one.employee_id === head ? <Tag tone="primary">{t("org.isHead")}</Tag> : null}
                {one.kind !== "primary" ? <Tag tone="blue">{t(`org.kind.${one.kind}`)}</Tag> : null}
                {one.status === "suspended" ? <Tag tone="orange">{t("org.suspended")}</Tag> : null}
              </span>
              <span className="hy-faint hy-ellipsis">
                {[names.get(one.department_id), one.post, one.manager ? t("org.reportsTo", { name: one.manager }) : ""]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
