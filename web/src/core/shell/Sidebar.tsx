import { ChevronRight, PanelLeftClose, PanelLeftOpen, Pin, PinOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";
import type { MenuItem } from "@/api/types";
import { useSession } from "@/core/session/session";
import { load, save } from "@/kit/storage";
import { Icon } from "@/ui/Icon";
import { Mark } from "@/ui/Logo";
import "./sidebar.css";

interface Props {
  folded: boolean;
  todo: number;
  onFold?: () => void;
}

export function Sidebar({ folded, todo, onFold }: Props) {
  const { t } = useTranslation("shell");
  const { me } = useSession();
  return (
    <aside className="sb">
      <header className="sb-head">
        <Link to="/" className="sb-brand" title={t("nav.home")}>
          <Mark size={28} />
          {folded ? null : (
            <span className="hy-grow">
              <b>合一</b>
              <span className="hy-faint hy-ellipsis">{me.employee?.company.label}</span>
            </span>
          )}
        </Link>
      </header>
      <Menu folded={folded} todo={todo} />
      {onFold ? (
        <button type="button" className="sb-fold hy-plain" onClick={onFold}>
          {folded ? <PanelLeftOpen size={16} /> : <PanelLeftClose size={16} />}
          <span className={folded ? "hy-sr" : undefined}>{folded ? t("nav.expand") : t("nav.collapse")}</span>
        </button>
      ) : null}
    </aside>
  );
}

export function Menu({ folded, todo }: { folded: boolean; todo: number }) {
  const { t } = useTranslation("shell");
  const { me, pin } = useSession();
  const [shut, setShut] = useState<string[]>(() => load("menu-shut", []));
  const pinned = me.user.pinned ?? [];
  const all = me.menu.flatMap((app) => app.items);
  const pins = pinned.flatMap((path) => all.find((item) => item.path === path) ?? []);

  const fold = (app: string) => {
    const next = shut.includes(app) ? shut.filter((name) => name !== app) : [...shut, app];
    setShut(next);
    save("menu-shut", next);
  };
  const toggle = (path: string) => pin(pinned.includes(path) ? pinned.filter((p) => p !== path) : [...pinned, path]);
  const entry = (item: MenuItem) => (
    <Entry
      key={item.path}
      item={item}
      folded={folded}
      pinned={pinned.includes(item.path)}
      onPin={() => toggle(item.path)}
    />
  );

  return (
    <nav className="sb-nav" aria-label={t("nav.main")}>
      <Entry item={{ name: "home", label: t("nav.home"), path: "/", icon: "workbench" }} folded={folded} />
      <Entry
        item={{ name: "inbox", label: t("nav.inbox"), path: "/inbox", icon: "inbox" }}
        folded={folded}
        badge={todo}
      />
      {pins.length ? (
        <Group label={t("nav.pinned")} folded={folded}>
          {pins.map(entry)}
        </Group>
      ) : null}
      {me.menu.map((app) => (
        <Group
          key={app.app}
          label={app.label}
          folded={folded}
          open={!shut.includes(app.app)}
          onToggle={() => fold(app.app)}
        >
          {app.items.filter((item) => !pinned.includes(item.path)).map(entry)}
        </Group>
      ))}
    </nav>
  );
}

interface GroupProps {
  label: string;
  folded: boolean;
  open?: boolean;
  onToggle?: () => void;
  children: React.ReactNode;
}

function Group({ label, folded, open = true, onToggle, children }: GroupProps) {
  return (
    <div className="sb-group">
      {folded ? (
        <hr />
      ) : onToggle ? (
        <button type="button" className="sb-title hy-plain" aria-expanded={open} onClick={onToggle}>
          <span className="hy-ellipsis">{label}</span>
          <ChevronRight size={12} className="sb-turn" aria-hidden="true" />
        </button>
      ) : (
        <div className="sb-title">{label}</div>
      )}
      {open || folded ? children : null}
    </div>
  );
}

interface EntryProps {
  item: MenuItem;
  folded: boolean;
  badge?: number;
  pinned?: boolean;
  onPin?: () => void;
}

function Entry({ item, folded, badge = 0, pinned, onPin }: EntryProps) {
  const { t } = useTranslation("shell");
  const link = (
    <NavLink
      to={item.path}
      end={item.path === "/"}
      className="sb-item"
      aria-label={folded ? item.label : undefined}
      title={folded ? item.label : undefined}
    >
      <Icon name={item.icon ?? item.name} size={17} />
      {folded ? null : <span className="hy-grow hy-ellipsis">{item.label}</span>}
      {badge ? <span className="sb-badge hy-num">{badge > 99 ? "99+" : badge}</span> : null}
    </NavLink>
  );
  return (
    <div className="sb-entry">
      {link}
      {onPin && !folded ? (
        <button
          type="button"
          className="sb-pin hy-plain"
          aria-label={`${pinned ? t("nav.unpin") : t("nav.pin")} ${item.label}`}
          onClick={onPin}
        >
          {pinned ? <PinOff size={13} /> : <Pin size={13} />}
        </button>
      ) : null}
    </div>
  );
}
