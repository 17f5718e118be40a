import { Button, Segmented } from "antd";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { findingsAt, useDesigner } from "./context";
import { FeelInput } from "./FeelInput";
import { FieldIcon } from "./icons";
import { blankSection, blockAt, changeBlock, changeItem, findingPath, type Place, without } from "./layout";
import { Group, Row } from "./Row";
import { TextsInput } from "./TextsInput";
import { isFieldItem, type Section, type Tab, type Tabs } from "./types";

export function Head({ icon, title, hint }: { icon: string; title: string; hint: string }) {
  return (
    <header className="fd-props-head">
      <span className="fd-props-icon">
        <FieldIcon name={icon} size={17} />
      </span>
      <span className="hy-grow">
        <b>{title}</b>
        <span className="fd-hint">{hint}</span>
      </span>
    </header>
  );
}

export function BlockProperties({ path }: { path: string }) {
  const { t } = useTranslation("form");
  const { design } = useDesigner();
  const block = blockAt(design.layout, path)!;
  const type = block.type;
  return (
    <>
      <Head icon={type} title={t(`type.${type}`)} hint={t(`about.${type}`)} />
      <Group title={t("properties.basic")}>
        {block.type === "section" ? <SectionRows section={block} path={path} /> : <TabRows block={block} path={path} />}
      </Group>
    </>
  );
}

function SectionRows({ section, path }: { section: Section; path: string }) {
  const { t } = useTranslation("form");
  const { design, change, findings } = useDesigner();
  const put = (part: Partial<Section>) =>
    change(changeBlock(design, path, part), `${path} ${Object.keys(part).join()}`);
  const at = `${findingPath(path)}.visible`;
  return (
    <>
      <Row label={t("section.title")}>
        {(id) => (
          <TextsInput id={id} label={t("section.title")} value={section.title} onChange={(title) => put({ title })} />
        )}
      </Row>
      <Row label={t("section.columns")} hint={t("section.columnsHint")}>
        {() => (
          <Segmented
            block
            aria-label={t("section.columns")}
            value={section.columns}
            options={([1, 2, 3] as const).map((value) => ({ value, label: t("section.columnCount", { n: value }) }))}
            onChange={(columns) => put({ columns })}
          />
        )}
      </Row>
      <Row label={t("logic.visible")} hint={t("section.visibleHint")} path={at}>
        {(id) => (
          <FeelInput
            id={id}
            owner={null}
            faulty={findingsAt(findings, at).length > 0}
            value={section.visible ?? ""}
            onChange={(visible) => put({ visible: visible || undefined })}
          />
        )}
      </Row>
    </>
  );
}

function TabRows({ block, path }: { block: Tabs; path: string }) {
  const { t } = useTranslation("form");
  const { design, change, say, language } = useDesigner();
  const put = (tabs: Tab[], key?: string) => change(changeBlock(design, path, { tabs }), key);
  const swap = (index: number, step: number) => {
    const tabs = [...block.tabs];
    [tabs[index], tabs[index + step]] = [tabs[index + step]!, tabs[index]!];
    put(tabs);
  };
  const name = (tab: Tab, index: number) => say(tab.title, t("tabs.sample", { n: index + 1 }));
  return (
    <div className="fd-row">
      <span className="fd-rowlabel">{t("tabs.title")}</span>
      {block.tabs.map((tab, index) => {
        const full = tab.blocks.some((inner) => inner.items.length > 0);
        const why = full ? t("tabs.full") : block.tabs.length === 1 ? t("tabs.last") : undefined;
        return (
          <div key={index} className="fd-choice">
            <div className="hy-grow">
              <TextsInput
                label={t("tabs.sample", { n: index + 1 })}
                value={tab.title}
                onChange={(title) =>
                  put(
                    block.tabs.map((one, i) => (i === index ? { ...one, title } : one)),
                    `${path} ${index}`,
                  )
                }
              />
            </div>
            <button
              type="button"
              className="hy-plain fd-small"
              disabled={index === 0}
              aria-label={`${t("tool.up")} ${name(tab, index)}`}
              onClick={() => swap(index, -1)}
            >
              <ArrowUp size={14} aria-hidden="true" />
            </button>
            <button
              type="button"
              className="hy-plain fd-small"
              disabled={index === block.tabs.length - 1}
              aria-label={`${t("tool.down")} ${name(tab, index)}`}
              onClick={() => swap(index, 1)}
            >
              <ArrowDown size={14} aria-hidden="true" />
            </button>
            <button
              type="button"
              className="hy-plain fd-small"
              disabled={why !== undefined}
              title={why}
              aria-label={t("choices.remove", { name: name(tab, index) })}
              onClick={() => put(without(block.tabs, index))}
            >
              <X size={14} aria-hidden="true" />
            </button>
          </div>
        );
      })}
      <Button
        size="small"
        type="dashed"
        block
        icon={<Plus size={13} />}
        onClick={() =>
          put([
            ...block.tabs,
            { title: { [language]: t("tabs.sample", { n: block.tabs.length + 1 }) }, blocks: [blankSection()] },
          ])
        }
      >
        {t("tabs.add")}
      </Button>
    </div>
  );
}

/** The properties of a text between fields. */
export function TextProperties({ place }: { place: Place }) {
  const { t } = useTranslation("form");
  const { design, change } = useDesigner();
  const section = blockAt(design.layout, place.block);
  const item = section?.type === "section" ? section.items[place.index] : undefined;
  if (!item || isFieldItem(item)) return null;
  return (
    <>
      <Head icon="description" title={t("type.description")} hint={t("about.description")} />
      <Group title={t("properties.basic")}>
        <Row label={t("text.title")}>
          {(id) => (
            <TextsInput
              id={id}
              lines
              label={t("text.title")}
              value={item.text}
              onChange={(text) => change(changeItem(design, place, { text }), `text ${place.block} ${place.index}`)}
            />
          )}
        </Row>
      </Group>
    </>
  );
}
