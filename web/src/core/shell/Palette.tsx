import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CornerDownLeft, Search } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { search } from "@/api/session";
import { Icon } from "@/ui/Icon";
import { type Entry, useLocalEntries } from "./palette-entries";
import "./palette.css";

/** Records, pages and actions by one box; native dialog, so focus stays inside and Esc closes. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  const [index, setIndex] = useState(0);
  const q = useDeferredValue(text.trim());
  const local = useLocalEntries(q);
  const found = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => search(q, signal),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const records: { label: string; entries: Entry[] }[] =
    q && found.data
      ? found.data.groups.map((group) => ({
          label: group.label,
          entries: group.rows.map((row) => ({
            key: `${group.resource}/${row.id}`,
            label: row.label,
            hint: row.hint,
            icon: group.resource.split(".")[1],
            run: () => navigate(row.path),
          })),
        }))
      : [];
  const groups = [...records, ...local].filter((group) => group.entries.length > 0);
  const flat = groups.flatMap((group) => group.entries);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    dialog.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      setIndex((index + step + flat.length) % Math.max(flat.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(flat[Math.min(index, flat.length - 1)]);
    }
  };
  const current = Math.min(index, Math.max(flat.length - 1, 0));
  let position = -1;
  return (
    <dialog
      ref={dialog}
      className="pl"
      aria-label={t("search.open")}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={onKey}
    >
      <div className="pl-box">
        <div className="pl-input">
          <Search size={18} aria-hidden="true" />
          <input
            value={text}
            placeholder={t("search.placeholder")}
            aria-label={t("search.open")}
            role="combobox"
            aria-expanded="true"
            aria-controls="pl-list"
            aria-activedescendant={flat[current] ? `pl-${current}` : undefined}
            onChange={(event) => {
              setText(event.target.value);
              setIndex(0);
            }}
          />
          {found.isFetching ? <span className="hy-faint">{t("search.working")}</span> : <kbd>Esc</kbd>}
        </div>
        <div className="pl-list" id="pl-list" role="listbox">
          {groups.map((group) => (
            <div key={group.label} role="group" aria-label={group.label}>
              <div className="pl-title">{group.label}</div>
              {group.entries.map((entry) => {
                position += 1;
                const here = position;
                return (
                  <div
                    key={entry.key}
                    id={`pl-${here}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={here === current}
                    className="pl-item hy-touch"
                    onMouseMove={() => setIndex(here)}
                    onClick={() => run(entry)}
                    onKeyDown={() => undefined}
                  >
                    <Icon name={entry.icon} />
                    <span className="hy-ellipsis">{entry.label}</span>
                    <span className="hy-faint hy-ellipsis hy-grow">{entry.hint}</span>
                    {here === current ? <CornerDownLeft size={14} aria-hidden="true" /> : null}
                  </div>
                );
              })}
            </div>
          ))}
          {q && flat.length === 0 && !found.isFetching ? (
            <div className="pl-none">
              <b>{t("search.none", { q })}</b>
              <span className="hy-faint">{t("search.noneHint")}</span>
            </div>
          ) : null}
        </div>
        <footer className="pl-foot hy-faint">{t("search.hint")}</footer>
      </div>
    </dialog>
  );
}
