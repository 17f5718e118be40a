import type { Active, DndContextProps } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";

const labelOf = ({ data }: Pick<Active, "data">) => String(data.current?.label ?? "");

/** What a screen reader says of a drag; whatever is dragged or fallen upon brings its label. */
export function useAnnouncements(): DndContextProps["accessibility"] {
  const { t } = useTranslation("form");
  return {
    screenReaderInstructions: { draggable: t("drag.how") },
    announcements: {
      onDragStart: ({ active }) => t("drag.start", { name: labelOf(active) }),
      onDragOver: ({ active, over }) =>
        over
          ? t("drag.over", { name: labelOf(active), place: labelOf(over) })
          : t("drag.out", { name: labelOf(active) }),
      onDragEnd: ({ active, over }) =>
        over ? t("drag.done", { name: labelOf(active) }) : t("drag.cancel", { name: labelOf(active) }),
      onDragCancel: ({ active }) => t("drag.cancel", { name: labelOf(active) }),
    },
  };
}
