import { useState } from "react";
import { dropDraft, loadDraft, useDraft as useKept } from "@/core/resource/draft";
import { useSession } from "@/core/session/session";
import type { Values } from "./types";

export interface FormDraft {
  /** What was typed and not saved, until one has decided about it. */
  draft: Values | null;
  restore: () => Values | null;
  dismiss: () => void;
  /** It is saved: nothing is kept any more, and the page may be left. */
  release: () => void;
}

/** Unsaved values on this device, per form and person: `key` names the form and the document ("paper.leave_12.new"). */
export function useDraft(key: string, values: Values, dirty: boolean): FormDraft {
  const { me } = useSession();
  const name = `${key}.${me.user.id}`;
  const [draft, setDraft] = useState(() => loadDraft(name));
  const { release } = useKept(name, values, dirty);
  return {
    draft,
    restore: () => {
      setDraft(null);
      return draft;
    },
    dismiss: () => {
      dropDraft(name);
      setDraft(null);
    },
    release,
  };
}
