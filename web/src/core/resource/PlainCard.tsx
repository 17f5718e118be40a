import { Link } from "react-router";
import type { Resource, Row } from "@/api/types";
import { recordPath } from "@/core/shell/paths";
import { FieldValue, textOf } from "./field-value";
import { fieldOf } from "./use-resource";

const LABELLED = new Set(["date", "datetime", "integer", "decimal", "quantity", "percent", "boolean"]);

/** A card of a board for which no page has a better one. */
export function PlainCard({ resource, row }: { resource: Resource; row: Row }) {
  const board = resource.kanban!;
  return (
    <>
      <Link to={recordPath(resource, row.id)} className="kb-title">
        {textOf(fieldOf(resource, board.title), row[board.title], row)}
      </Link>
      {board.fields.map((name) => {
        const field = fieldOf(resource, name);
        return field && row[name] !== null && row[name] !== "" ? (
          <div key={name} className="kb-line">
            {LABELLED.has(field.kind) ? <span className="hy-faint">{field.label}</span> : null}
            <FieldValue field={field} value={row[name]} row={row} />
          </div>
        ) : null;
      })}
    </>
  );
}
