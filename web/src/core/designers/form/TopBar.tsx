import { Button, Segmented } from "antd";
import { Monitor, PencilRuler, Redo2, Smartphone, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FindingsButton } from "./FindingsButton";
import type { History } from "./use-history";

export type Device = "desktop" | "phone";
export type Mode = "edit" | Device;

interface Props {
  mode: Mode;
  onMode: (mode: Mode) => void;
  history: History;
  narrow: boolean;
  extra?: ReactNode;
}

/** Back and forth, the three ways of looking at the form, and how it stands with the check. */
export function TopBar({ mode, onMode, history, narrow, extra }: Props) {
  const { t } = useTranslation("form");
  const way = (value: Mode, icon: ReactNode, title: string) => ({ value, icon, title, label: narrow ? null : title });
  return (
    <header className="fd-bar">
      <span className="hy-row fd-bar-side">
        <Button
          type="text"
          icon={<Undo2 size={16} />}
          aria-label={t("undo")}
          title={`${t("undo")} Ctrl+Z`}
          disabled={!history.canUndo}
          onClick={history.undo}
        />
        <Button
          type="text"
          icon={<Redo2 size={16} />}
          aria-label={t("redo")}
          title={`${t("redo")} Ctrl+Y`}
          disabled={!history.canRedo}
          onClick={history.redo}
        />
      </span>
      <Segmented
        aria-label={t("mode.label")}
        value={mode}
        onChange={onMode}
        options={[
          way("edit", <PencilRuler size={15} />, t("mode.edit")),
          way("desktop", <Monitor size={15} />, t("mode.desktop")),
          way("phone", <Smartphone size={15} />, t("mode.phone")),
        ]}
      />
      <span className="hy-row fd-bar-side" data-end="true">
        <FindingsButton />
        {extra}
      </span>
    </header>
  );
}
