import { Bell, Inbox, Languages, Plus, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { LANGUAGES } from "@/core/i18n";
import { useAppearance } from "@/core/session/appearance";
import { useSession } from "@/core/session/session";
import { Icon } from "@/ui/Icon";
import { Mark } from "@/ui/Logo";
import { Pop, PopItem } from "@/ui/Pop";
import { PersonMenu } from "./PersonMenu";
import { newPath } from "./paths";
import type { Panel } from "./Shell";
import "./topbar.css";

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
          <Inbox size={18} strokeWidth={1.75} aria-hidden="true" />
          {todo ? <i className="tb-count hy-num">{todo > 99 ? "99+" : todo}</i> : null}
        </Link>
      )}
      <button
        type="button"
        className="tb-icon"
        aria-label={t("messages.count", { count: unread })}
        title={t("messages.title")}
        onClick={() => onOpen("messages")}
      >
        <Bell size={18} strokeWidth={1.75} aria-hidden="true" />
        {unread ? <i className="tb-dot" /> : null}
      </button>
      {phone ? null : (
        <Pop
          role="menu"
          label={t("person.language")}
          className="tb-icon"
          trigger={<Languages size={18} strokeWidth={1.75} />}
        >
          {(close) =>
            LANGUAGES.map(({ value, label }) => (
              <PopItem
                key={value}
                current={value === language}
                onClick={() => {
                  setLook({ language: value });
                  close();
                }}
              >
                <span lang={value}>{label}</span>
              </PopItem>
            ))
          }
        </Pop>
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
    <Pop
      role="menu"
      label={t("create.open")}
      className="tb-create hy-touch"
      trigger={<Plus size={17} aria-hidden="true" />}
    >
      {(close) =>
        creatable.map((r) => (
          <PopItem
            key={r.key}
            icon={<Icon name={r.icon ?? r.name} />}
            onClick={() => {
              close();
              navigate(newPath(r));
            }}
          >
            {r.label}
          </PopItem>
        ))
      }
    </Pop>
  );
}
