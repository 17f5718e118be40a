import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { Plus } from "lucide-react";
import { type CSSProperties, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { options } from "@/api/resources";
import type { Label, Option, Resource } from "@/api/types";
import "../form.css";

interface Props {
  id?: string;
  target: Pick<Resource, "path" | "key">;
  value: number | number[] | null;
  /** Labels already known, so that the field shows words before it asks. */
  known?: Label[];
  first?: Label;
  multiple?: boolean;
  disabled?: boolean;
  invalid?: boolean;
  placeholder?: string;
  style?: CSSProperties;
  autoFocus?: boolean;
  onChange: (value: number | number[] | null, chosen: Label[]) => void;
  onCreate?: (typed: string) => void;
}

const LIMIT = 30;

/** Searches the server while one types: characters, pinyin, initials. */
export function OptionSelect(props: Props) {
  const { target, value, known = [], first, multiple, onChange, onCreate } = props;
  const { t } = useTranslation("resource");
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed);
  const ids = (Array.isArray(value) ? value : value === null ? [] : [value]).filter(Boolean);
  const found = useQuery({
    queryKey: ["options", target.key, q],
    queryFn: ({ signal }) => options(target, { q, limit: LIMIT }, signal),
    enabled: open,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const listed = [...(first ? [first] : []), ...(found.data?.rows ?? [])];
  const missing = ids.filter((id) => ![...known, ...listed].some((o) => o.id === id));
  const named = useQuery({
    queryKey: ["options", target.key, "ids", missing],
    queryFn: () => options(target, { ids: missing }),
    enabled: missing.length > 0,
    staleTime: 60_000,
  });
  const every = new Map<number, Option>();
  for (const option of [...known, ...(named.data?.rows ?? []), ...listed]) {
    const before = every.get(option.id);
    if (!before || option === first) every.set(option.id, option);
  }
  const shown =
    open && found.data ? [...new Map(listed.map((o) => [o.id, every.get(o.id)!])).values()] : [...every.values()];
  const extra = ids.flatMap((id) => (shown.some((o) => o.id === id) ? [] : (every.get(id) ?? [])));
  return (
    <Select
      id={props.id}
      aria-label={props.placeholder}
      mode={multiple ? "multiple" : undefined}
      maxTagCount="responsive"
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      autoFocus={props.autoFocus}
      disabled={props.disabled}
      status={props.invalid ? "error" : undefined}
      style={{ width: multiple ? undefined : "100%", ...props.style }}
      placeholder={props.placeholder ?? t("input.choose")}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? t("input.searching") : t("input.nothing")}
      value={(multiple ? ids : (ids[0] ?? null)) as never}
      options={[...shown, ...extra].map((o) => ({ value: o.id, label: o.label, hint: o.hint }))}
      optionRender={(option) => (
        <span className="hy-row">
          <span className="hy-ellipsis">{option.label}</span>
          <span className="hy-faint hy-ellipsis">{(option.data as { hint?: string }).hint}</span>
        </span>
      )}
      onOpenChange={(now) => {
        setOpen(now);
        if (!now) setTyped("");
      }}
      onChange={(next: number | number[] | undefined) => {
        const chosen = (Array.isArray(next) ? next : next === undefined ? [] : [next]).flatMap(
          (id) => every.get(id) ?? [],
        );
        onChange(next ?? (multiple ? [] : null), chosen);
      }}
      popupRender={(menu) => (
        <>
          {menu}
          {onCreate ? (
            <button
              type="button"
              className="ri-create hy-plain hy-touch"
              onMouseDown={(e) => e.preventDefault()}
              onClick={() => onCreate(typed)}
            >
              <Plus size={14} aria-hidden="true" />{" "}
              {typed ? t("input.createNamed", { name: typed }) : t("input.create")}
            </button>
          ) : null}
        </>
      )}
    />
  );
}
