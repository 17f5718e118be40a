import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAppearance } from "@/core/session/appearance";
import { useSession } from "@/core/session/session";
import { useFeatures } from "./manifest";
import { newPath } from "./paths";
import { recent } from "./recent";
import { useCreatable } from "./Topbar";

export interface Entry {
  key: string;
  label: string;
  hint?: string;
  icon?: string;
  run: () => void;
}

const SHOWN_EMPTY = 6;

/** Pages, actions and recent records that need no server. */
export function useLocalEntries(q: string): { label: string; entries: Entry[] }[] {
  const features = useFeatures();
  const { t } = useTranslation(["shell", ...features.flatMap((f) => f.words ?? [])]);
  const navigate = useNavigate();
  const { me, may, setLook, signOut } = useSession();
  const { shade, density } = useAppearance();
  const creatable = useCreatable();
  const wanted = (entry: Entry) => entry.label.toLowerCase().includes(q.toLowerCase());

  const pages: Entry[] = [
    { key: "/", label: t("nav.home"), icon: "workbench", run: () => navigate("/") },
    { key: "/inbox", label: t("nav.inbox"), icon: "inbox", run: () => navigate("/inbox") },
    ...me.menu.flatMap((app) =>
      app.items.map((item) => ({
        key: item.path,
        label: item.label,
        hint: app.label,
        icon: item.icon ?? item.name,
        run: () => navigate(item.path),
      })),
    ),
  ];
  const actions: Entry[] = [
    ...creatable.map((r) => ({
      key: `new ${r.key}`,
      label: t("create.one", { label: r.label }),
      icon: r.icon ?? r.name,
      run: () => navigate(newPath(r)),
    })),
    ...features
      .flatMap((f) => f.actions ?? [])
      .filter((a) => !a.permission || may(a.permission))
      .map((a) => ({ key: a.name, label: t(a.label as never) as string, icon: a.icon, run: () => navigate(a.path) })),
    {
      key: "theme",
      label: t("action.theme"),
      icon: "setting",
      run: () => setLook({ theme: shade === "dark" ? "light" : "dark" }),
    },
    {
      key: "density",
      label: t("action.density"),
      icon: "setting",
      run: () => setLook({ density: density === "compact" ? "comfortable" : "compact" }),
    },
    { key: "out", label: t("action.signOut"), icon: "user", run: () => void signOut() },
  ];
  if (!q) {
    const visits = recent().map((v) => ({
      key: v.path,
      label: v.label,
      hint: v.hint,
      icon: "history",
      run: () => navigate(v.path),
    }));
    return [
      { label: t("search.recent"), entries: visits },
      { label: t("search.actions"), entries: actions.slice(0, SHOWN_EMPTY) },
      { label: t("search.pages"), entries: pages },
    ];
  }
  return [
    { label: t("search.pages"), entries: pages.filter(wanted) },
    { label: t("search.actions"), entries: actions.filter(wanted) },
  ];
}
