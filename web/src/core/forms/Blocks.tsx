import { Badge, Tabs } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { accessOf, isNeeded } from "./access";
import { FieldRow } from "./FieldRow";
import type { Faults } from "./faults";
import type { Filled, Filler } from "./filling";
import { said } from "./texts";
import { type Block, type Design, type FieldModes, isFieldItem, type Section } from "./types";

interface Props {
  design: Design;
  filler: Filler;
  filled: Filled;
  faults: Faults;
  modes: FieldModes;
  editing: boolean;
  narrow: boolean;
  autoFocus?: boolean;
  onChange: (name: string, value: unknown) => void;
}

const sectionsOf = (block: Block): Section[] =>
  block.type === "section" ? [block] : block.tabs.flatMap((tab) => tab.blocks);
const namesIn = (sections: Section[]): string[] =>
  sections.flatMap((section) => section.items.flatMap((item) => (isFieldItem(item) ? [item.field] : [])));

/** The layout, and at its end what it does not name. */
export function completed({ layout = [], fields }: Design): Block[] {
  const placed = new Set(namesIn(layout.flatMap(sectionsOf)));
  const rest = fields.filter((field) => !field.hidden && !placed.has(field.name));
  if (rest.length === 0) return layout;
  return [...layout, { type: "section", columns: 1, items: rest.map((field) => ({ field: field.name })) }];
}

export function Blocks(props: Props) {
  const blocks = useMemo(() => completed(props.design), [props.design]);
  return blocks.map((block, index) =>
    block.type === "section" ? (
      <SectionView key={index} section={block} first={index === 0} {...props} />
    ) : (
      <Tabs
        key={index}
        className="fl-tabs"
        items={block.tabs.map((tab, place) => ({
          key: String(place),
          label: <TabName name={said(tab.title)} sections={tab.blocks} faults={props.faults} />,
          children: tab.blocks.map((section, inner) => <SectionView key={inner} section={section} {...props} />),
        }))}
      />
    ),
  );
}

/** A tab that hides complaints says how many. */
function TabName({ name, sections, faults }: { name: string; sections: Section[]; faults: Faults }) {
  const { t } = useTranslation("forms");
  const count = namesIn(sections).reduce(
    (sum, field) => sum + (faults.own[field] ? 1 : 0) + Object.keys(faults.inner[field] ?? {}).length,
    0,
  );
  return (
    <span className="fl-tab">
      {name}
      {count ? <Badge count={count} size="small" title={t("tab.faults", { count })} /> : null}
    </span>
  );
}

function SectionView({ section, first, ...props }: Props & { section: Section; first?: boolean }) {
  const { filler, filled, faults, modes, editing, narrow } = props;
  if (!filler.shows(section.visible, filled)) return null;
  const rows = section.items.flatMap((item, index) => {
    if (!isFieldItem(item)) {
      return [
        <p key={`text ${index}`} className="fl-description" data-span={item.span ?? "all"}>
          {said(item.text)}
        </p>,
      ];
    }
    const field = filler.plan.byName.get(item.field);
    const state = filled.states[item.field];
    const access = field ? accessOf(field, modes[item.field], editing, state) : "hidden";
    if (!field || access === "hidden") return [];
    return [
      <FieldRow
        key={field.name}
        field={field}
        value={filled.values[field.name]}
        access={access}
        needed={isNeeded(field, modes[field.name], state)}
        locked={state?.locked ?? false}
        fault={faults.own[field.name]}
        inner={faults.inner[field.name]}
        span={item.span}
        editing={editing}
        narrow={narrow}
        unnamed={field.type === "lines" && said(field.label) === said(section.title)}
        autoFocus={props.autoFocus && first && index === 0}
        modes={modes}
        rowStates={filled.rows[field.name]}
        onChange={props.onChange}
      />,
    ];
  });
  const title = said(section.title);
  if (rows.length === 0) return null;
  return (
    <section className="fl-section" aria-label={title || undefined}>
      {title ? <h2>{title}</h2> : null}
      <div className="fl-grid" data-columns={narrow ? 1 : section.columns}>
        {rows}
      </div>
    </section>
  );
}
