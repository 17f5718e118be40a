import { Inbox, LayoutDashboard, Menu, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import type { Panel } from "./Shell";
import "./bottombar.css";

/** The phone's frame: home, inbox, search, everything else. */
export function BottomBar({ todo, onOpen }: { todo: number; onOpen: (panel: Panel) => void }) {
  const { t } = useTranslation("shell");
  return (
    <nav className="bb hy-noprint" aria-label={t("nav.main")}>
      <NavLink to="/" end>
        <LayoutDashboard size={20} strokeWidth={1.75} aria-hidden="true" />
        <span>{t("nav.home")}</span>
      </NavLink>
      <NavLink to="/inbox">
        <span className="bb-mark">
          <Inbox size={20} strokeWidth={1.75} aria-hidden="true" />
          {todo ? <i className="hy-num">{todo > 99 ? "99+" : todo}</i> : null}
        </span>
        <span>{t("nav.inbox")}</span>
      </NavLink>
      <button type="button" onClick={() => onOpen("palette")}>
        <Search size={20} strokeWidth={1.75} aria-hidden="true" />
        <span>{t("nav.search")}</span>
      </button>
      <button type="button" onClick={() => onOpen("menu")}>
        <Menu size={20} strokeWidth={1.75} aria-hidden="true" />
        <span>{t("nav.menu")}</span>
      </button>
    </nav>
  );
}
