import { App } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { useSession } from "@/core/session/session";
import { load, save } from "@/kit/storage";
import type { Values } from "./form-values";

const PAUSE = 400;

export interface Draft {
  /** What was typed before and not saved, until one has decided about it. */
  found: Values | null;
  /** Takes it: it is offered no more, and kept again as one goes on typing. */
  take: () => Values | null;
  drop: () => void;
  /** It is saved: nothing is kept any more, and the page may be left. */
  release: () => void;
}

/**
 * Keeps what is typed on this device, for this person alone, and asks once before a page with unsaved work is left. `key`
 * names the resource and the record ("crm.lead.7").
 */
export function useDraft(key: string, values: Values, dirty: boolean): Draft {
  const { me } = useSession();
  const name = `draft.${key}.${me.user.id}`;
  const [found, setFound] = useState(() => load<Values | null>(name, null));
  const { modal } = App.useApp();
  const { t } = useTranslation("resource");
  const released = useRef(false);
  useEffect(() => {
    if (!dirty) return;
    const timer = setTimeout(() => save(name, values), PAUSE);
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
  const forget = () => save(name, undefined);
  return {
    found,
    take: () => {
      setFound(null);
      return found;
    },
    drop: () => {
      forget();
      setFound(null);
    },
    release: () => {
      released.current = true;
      forget();
    },
  };
}
