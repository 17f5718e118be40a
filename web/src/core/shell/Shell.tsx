import { useQuery } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation } from "react-router";
import { messageCounts } from "@/api/session";
import { counts as inboxCounts } from "@/api/workflow";
import { Dressed, dressed } from "@/core/session/dressed";
import { load, save } from "@/kit/storage";
import { Skeleton } from "@/ui/Blank";
import { usePhone } from "@/ui/useWide";
import { BottomBar } from "./BottomBar";
import { useLive } from "./live";
import { Sidebar } from "./Sidebar";
import { Topbar } from "./Topbar";
import "./shell.css";

const Palette = lazy(() => import("./Palette"));
const Messages = dressed(() => import("./Messages"));
const MenuDrawer = dressed(() => import("./MenuDrawer"));

export type Panel = "palette" | "messages" | "menu" | null;

export function Shell() {
  const { t } = useTranslation("shell");
  const phone = usePhone();
  const heard = useLive();
  const { pathname } = useLocation();
  const [panel, setPanel] = useState<Panel>(null);
  const [folded, setFolded] = useState(() => load("folded", false));
  const inbox = useQuery({ queryKey: ["inbox-counts"], queryFn: inboxCounts, staleTime: 30_000 });
  const unread = useQuery({ queryKey: ["message-counts"], queryFn: messageCounts, staleTime: 30_000 });
  const close = useCallback(() => setPanel(null), []);

  useEffect(() => save("folded", folded), [folded]);
  useEffect(() => {
    if (pathname) setPanel(null);
  }, [pathname]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPanel((now) => (now === "palette" ? null : "palette"));
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const todo = inbox.data?.todo ?? 0;
  return (
    <div className="sh" data-folded={folded}>
      <a className="sh-skip" href="#content">
        {t("skip")}
      </a>
      {phone ? null : <Sidebar folded={folded} onFold={() => setFolded(!folded)} todo={todo} />}
      <div className="sh-main">
        <Topbar todo={todo} unread={unread.data?.unread ?? 0} onOpen={setPanel} phone={phone} />
        {heard ? null : (
          <div className="sh-offline" role="status">
            <WifiOff size={14} aria-hidden="true" /> {t("live.offline")}
          </div>
        )}
        <main id="content" className="sh-content" tabIndex={-1}>
          <Suspense fallback={<Skeleton rows={8} />}>
            <Dressed>
              <Outlet />
            </Dressed>
          </Suspense>
        </main>
        {phone ? <BottomBar todo={todo} onOpen={setPanel} /> : null}
      </div>
      <Suspense fallback={null}>
        {panel === "palette" ? <Palette onClose={close} /> : null}
        {panel === "messages" ? <Messages onClose={close} /> : null}
        {panel === "menu" ? <MenuDrawer onClose={close} todo={todo} /> : null}
      </Suspense>
    </div>
  );
}
