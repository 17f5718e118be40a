import { lazy, Suspense, useState } from "react";
import { useSession } from "@/core/session/session";
import { isLabel } from "../field-value";
import type { InputProps } from "./FieldInput";
import { OptionSelect } from "./OptionSelect";

const CreateInPlace = lazy(() => import("../CreateInPlace"));
const BUILT_IN: Record<string, string> = {
  person: "org.employee",
  department: "org.department",
  company: "org.company",
  region: "masterdata.region",
};

/** A picker for another record; a missing one can be made without leaving the form. */
export default function ReferenceInput({ id, field, value, invalid, autoFocus, label, onChange }: InputProps) {
  const { resource } = useSession();
  const [typed, setTyped] = useState<string | null>(null);
  const key = field.reference ?? BUILT_IN[field.kind] ?? "";
  const meta = resource(key);
  const [app, name] = key.split(".");
  // Without metadata (a resource this person may pick from, but not open) the plural of the key is its address.
  const target = meta ?? { key, path: `/api/v1/${app}/${(name ?? "").replaceAll("_", "-")}s` };
  const current = isLabel(value) ? value : null;
  const bare = typeof value === "number" ? value : null;
  return (
    <>
      <OptionSelect
        id={id}
        target={target}
        autoFocus={autoFocus}
        placeholder={label}
        invalid={invalid}
        value={current?.id ?? bare}
        known={current ? [current] : []}
        onChange={(_, [chosen]) => onChange(chosen ? { id: chosen.id, label: chosen.label } : null)}
        onCreate={meta?.permissions.create && field.kind === "reference" ? setTyped : undefined}
      />
      {typed !== null && meta ? (
        <Suspense fallback={null}>
          <CreateInPlace
            resource={meta}
            preset={{ [meta.title_field]: typed }}
            onClose={() => setTyped(null)}
            onCreated={(entry) => onChange({ id: entry.id, label: entry.label })}
          />
        </Suspense>
      ) : null}
    </>
  );
}
