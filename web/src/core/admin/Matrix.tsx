import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Catalog, Grant } from "@/api/admin";
import { Blank } from "@/ui/Blank";
import { Tag } from "@/ui/Tag";
import { usePhone } from "@/ui/useWide";
import { opening } from "./grants";

type Resource = Catalog["apps"][number]["resources"][number];
type Permission = Resource["permissions"][number];

interface Props {
  catalog: Catalog;
  grants: Grant[];
  q: string;
  all: boolean;
  onChange?: (name: string, scope: string) => void;
}

const PLAIN = ["view", "create", "update", "delete", "export"];
const TONES = { own: "neutral", department: "blue", department_and_below: "blue", chosen: "orange" } as const;

/** A row for each resource, a column for each plain act, other acts in the last one. Each cell says how far it reaches. */
export function Matrix({ catalog, grants, q, all, onChange }: Props) {
  const { t } = useTranslation("admin");
  const phone = usePhone();
  const granted = (one: Resource) => one.permissions.some((p) => opening(grants, p.name).length);
  const apps = catalog.apps
    .map((app) => ({
      ...app,
      resources: app.resources.filter(
        (one) => (all || granted(one)) && (!q || `${app.label} ${one.label} ${one.key}`.toLowerCase().includes(q)),
      ),
    }))
    .filter((app) => app.resources.length);
  if (!apps.length) return <Blank title={t("role.nothing")} hint={t("role.nothingHint")} />;
  const cell = (permission: Permission | undefined) =>
    permission ? (
      <Cell key={permission.name} permission={permission} catalog={catalog} grants={grants} onChange={onChange} />
    ) : (
      <span className="hy-faint ad-none">–</span>
    );
  const named = (permission: Permission) => (
    <span key={permission.name} className="ad-act">
      <span className="hy-faint">{permission.label}</span> {cell(permission)}
    </span>
  );
  const wanted = (one: Resource, plain: boolean) =>
    one.permissions.filter((p) => PLAIN.includes(p.verb) === plain && (all || opening(grants, p.name).length));
  if (phone) {
    return (
      <div className="ad-cards">
        {apps.flatMap((app) =>
          app.resources.map((one) => (
            <section key={one.key} className="ad-card">
              <h3>
                {one.label} <span className="hy-faint">{app.label}</span>
              </h3>
              <div className="ad-acts">{[...wanted(one, true), ...wanted(one, false)].map(named)}</div>
            </section>
          )),
        )}
      </div>
    );
  }
  return (
    <div className="hy-scroll ad-scroll">
      <table className="ad-matrix">
        <thead>
          <tr>
            <th scope="col">{t("role.resource")}</th>
            {PLAIN.map((verb) => (
              <th scope="col" key={verb}>
                {t(`verb.${verb}`)}
              </th>
            ))}
            <th scope="col">{t("role.others")}</th>
          </tr>
        </thead>
        {apps.map((app) => (
          <tbody key={app.name}>
            <tr className="ad-app">
              <th colSpan={PLAIN.length + 2} scope="colgroup">
                {app.label}
              </th>
            </tr>
            {app.resources.map((one) => (
              <tr key={one.key}>
                <th scope="row">{one.label}</th>
                {PLAIN.map((verb) => (
                  <td key={verb}>{cell(one.permissions.find((p) => p.verb === verb))}</td>
                ))}
                <td>
                  <div className="ad-acts">{wanted(one, false).map(named)}</div>
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Cell({ permission, catalog, grants, onChange }: Omit<Props, "q" | "all"> & { permission: Permission }) {
  const { t } = useTranslation("admin");
  const found = opening(grants, permission.name);
  const word = new Map(catalog.scopes.map((scope) => [scope.value, scope.label]));
  const own = found.find((one) => one.permission === permission.name);
  const pattern = found.find((one) => one.permission !== permission.name);
  if (pattern || !onChange) {
    if (!found.length) return <span className="hy-faint">–</span>;
    return (
      <span title={pattern ? t("role.byPattern", { pattern: pattern.permission }) : undefined}>
        {found.map((one) => (
          <Tag key={`${one.permission} ${one.scope}`} tone={TONES[one.scope as keyof typeof TONES] ?? "green"}>
            {word.get(one.scope)}
          </Tag>
        ))}
      </span>
    );
  }
  return (
    <Select
      size="small"
      variant="borderless"
      aria-label={permission.label}
      value={own?.scope ?? ""}
      popupMatchSelectWidth={false}
      suffixIcon={own ? undefined : null}
      onChange={(scope: string) => onChange(permission.name, scope)}
      options={[
        { value: "", label: "–" },
        ...catalog.scopes.filter((scope) => scope.value !== "chosen" || own?.scope === "chosen"),
      ]}
      labelRender={({ value, label }) =>
        value ? (
          <Tag tone={TONES[value as keyof typeof TONES] ?? "green"}>{label}</Tag>
        ) : (
          <span className="hy-faint">–</span>
        )
      }
    />
  );
}
