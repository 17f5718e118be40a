import type { Change, Field } from "@/api/types";
import type { Case } from "@/api/workflow";
import { isLabel, textOf } from "@/core/resource/field-value";
import { useSession } from "@/core/session/session";
import { Panel } from "@/ui/Panel";

type Values = Record<string, unknown>;

/** The declared field of a change: of the document, or of a line for `lines.2.quantity`. */
function declared(fields: Field[], path: string): Field | undefined {
  const [name, , inner] = path.split(".");
  const field = fields.find((f) => f.name === name);
  return inner ? field?.fields?.find((f) => f.name === inner) : field;
}

/** A whole line in a few words: what it is and how much of it. */
const lineText = (line: Values): string =>
  [line.description ?? line.product, line.quantity && `× ${textOf({ kind: "quantity" } as Field, line.quantity)}`]
    .map((part) => (isLabel(part) ? part.label : part))
    .filter(Boolean)
    .join(" ");

/** Two versions of a document: what it was, what it is. */
export function Changes({ title, changes, data }: { title: string; changes: Change[]; data: Case }) {
  const { resource } = useSession();
  const fields = (data.subject && resource(data.subject.resource)?.fields) || [];
  const row = Array.isArray(data.snapshot) ? {} : data.snapshot;
  const said = (change: Change, value: unknown) => {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return lineText(value as Values) || "—";
    return textOf(declared(fields, change.field), value, row) || "—";
  };
  return (
    <Panel title={title}>
      <dl className="cv-diff">
        {changes.map((change) => (
          <div key={change.field}>
            <dt>{change.label}</dt>
            <dd>
              <del>{said(change, change.old)}</del> <ins>{said(change, change.new)}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
