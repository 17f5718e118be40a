import { App } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { load, save } from "@/kit/storage";
import type { Values } from "./form-values";

const PAUSE = 400;
export const loadDraft = (name: string): Values | null => load<Values | null>(`draft.${name}`, null);
export const dropDraft = (name: string): void => save(`draft.${name}`, undefined);

/** Keeps what is typed on this device, and asks once before a page with unsaved work is left. */
export function useDraft(name: string, values: Values, dirty: boolean): { release: () => void } {
  const { modal } = App.useApp();
  const { t } = useTranslation("resource");
  const released = useRef(false);
  useEffect(() => {
    if (!dirty) return;
    const timer = setTimeout(() => save(`draft.${name}`, values), PAUSE);
    return () => clearTimeout(timer);
  }, [name, values, dirty]);
  useEffect(() => {
    if (!dirty) return;
    const stay = (event: BeforeUnloadEvent) => {
      if (!released.current) event.preventDefault();
    };
    window.addEventListener("beforeunload", stay);
    return () => window.removeEventListener("beforeunload", stay);
  }, [dirty]);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && !released.current && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    modal.confirm({
      title: t("draft.leave"),
      content: t("draft.leaveHint"),
      okText: t("draft.leaveOk"),
      cancelText: t("draft.stay"),
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
    });
  }, [blocker, modal, t]);
  return {
    release: () => {
      released.current = true;
      dropDraft(name);
    },
  };
}
