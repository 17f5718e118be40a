import { Badge, Button, Dropdown } from "antd";
import { Bell, Inbox, Languages, Plus, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { LANGUAGES } from "@/core/i18n";
import { useAppearance } from "@/core/session/appearance";
import { useSession } from "@/core/session/session";
import { Icon } from "@/ui/Icon";
import { Mark } from "@/ui/Logo";
import { PersonMenu } from "./PersonMenu";
import { newPath } from "./paths";
import type { Panel } from "./Shell";

interface Props {
  todo: number;
  unread: number;
  phone: boolean;
  onOpen: (panel: Panel) => void;
}

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

export function Topbar({ todo, unread, phone, onOpen }: Props) {
  const { t } = useTranslation("shell");
  const { setLook } = useSession();
  const { language } = useAppearance();
  return (
    <header className="tb hy-noprint">
      {phone ? (
        <Link to="/" aria-label={t("nav.home")} className="hy-row">
          <Mark size={28} />
        </Link>
      ) : null}
      <button type="button" className="tb-search" onClick={() => onOpen("palette")}>
        <Search size={15} aria-hidden="true" />
        <span className="hy-grow hy-ellipsis">{phone ? t("nav.search") : t("search.open")}</span>
        {phone ? null : <kbd>{isMac ? "⌘" : "Ctrl"} K</kbd>}
      </button>
      <span className="tb-space" />
      <QuickCreate />
      {phone ? null : (
        <Link to="/inbox" className="tb-icon" aria-label={t("inbox.count", { count: todo })} title={t("nav.inbox")}>
          <Badge count={todo} size="small" offset={[2, -2]}>
            <Inbox size={18} strokeWidth={1.75} />
          </Badge>
        </Link>
      )}
      <button
        type="button"
        className="tb-icon"
        aria-label={t("messages.count", { count: unread })}
        title={t("messages.title")}
        onClick={() => onOpen("messages")}
      >
        <Badge dot={unread > 0} offset={[-1, 2]}>
          <Bell size={18} strokeWidth={1.75} />
        </Badge>
      </button>
      {phone ? null : (
        <Dropdown
          trigger={["click"]}
          menu={{
            selectable: true,
            selectedKeys: [language],
            items: LANGUAGES.map(({ value, label }) => ({ key: value, label })),
            onClick: ({ key }) => setLook({ language: key as typeof language }),
          }}
        >
          <button type="button" className="tb-icon" aria-label={t("person.language")} title={t("person.language")}>
            <Languages size={18} strokeWidth={1.75} />
          </button>
        </Dropdown>
      )}
      <PersonMenu phone={phone} />
    </header>
  );
}

/** The resources of the person's menu that they may create. */
export function useCreatable() {
  const { me, resource } = useSession();
  return me.menu
    .flatMap((app) => app.items)
    .flatMap((item) => (item.resource ? (resource(item.resource) ?? []) : []))
    .filter((r, index, every) => r.permissions.create && every.indexOf(r) === index);
}

function QuickCreate() {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const creatable = useCreatable();
  if (creatable.length === 0) return null;
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: creatable.map((r) => ({ key: r.key, label: r.label, icon: <Icon name={r.icon ?? r.name} /> })),
        onClick: ({ key }) => {
          const chosen = creatable.find((r) => r.key === key);
          if (chosen) navigate(newPath(chosen));
        },
      }}
    >
      <Button type="primary" icon={<Plus size={16} />} aria-label={t("create.open")} className="tb-create" />
    </Dropdown>
  );
}
