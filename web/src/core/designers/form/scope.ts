import { siblings } from "./design";
import { BUILTINS, type Suggestion, WORDS } from "./expressions";
import { type Design, FIELD_TYPES, type Field, type Texts } from "./types";

type Say = (texts: Texts | undefined, otherwise?: string) => string;

const INITIATOR = ["id", "name", "department", "post"];
const RECORDS = new Set(["person", "department", "post", "reference", "approval"]);

const ofField = (field: Field, say: Say): Suggestion => ({
  insert: field.name,
  hint: say(field.label),
  kind: "field",
  icon: FIELD_TYPES[field.type].icon,
});
const ofName = (insert: string): Suggestion => ({ insert, hint: "", kind: "field" });

/** The parts of a value, which stand behind its dot. */
function partsOf(field: Field | undefined, say: Say): Suggestion[] {
  if (!field) return [];
  if (field.type === "lines") return (field.fields ?? []).map((column) => ofField(column, say));
  if (RECORDS.has(field.type)) return ["id", "label", ...(field.snapshot ?? [])].map(ofName);
  if (field.type === "daterange") {
    const halves = field.halves ? ["start_half", "end_half"] : [];
    return ["start", "end", ...halves].map(ofName);
  }
  if (field.type === "region") return ["code", "label"].map(ofName);
  if (field.type === "location") return ["latitude", "longitude", "label"].map(ofName);
  return [];
}

/** What may stand in an expression: behind these names, or at its beginning. In lines the row's own fields win. */
export function suggestionsFor(design: Design, owner: string | null, behind: string[], say: Say): Suggestion[] {
  const columns = owner ? siblings(design, owner) : [];
  const outer = design.fields.filter((field) => !columns.some((column) => column.name === field.name));
  const [first, ...rest] = behind;
  if (first === "initiator") return rest.length ? ["id", "label"].map(ofName) : INITIATOR.map(ofName);
  if (first === "form" && owner)
    return rest[0]
      ? partsOf(
          design.fields.find((field) => field.name === rest[0]),
          say,
        )
      : design.fields.map((field) => ofField(field, say));
  if (first)
    return rest.length
      ? []
      : partsOf(
          [...columns, ...outer].find((field) => field.name === first),
          say,
        );
  return [
    ...[...columns, ...outer].map((field) => ofField(field, say)),
    ...["initiator", ...(owner ? ["form"] : [])].map(ofName),
    ...Object.entries(BUILTINS).map(([insert, hint]): Suggestion => ({ insert, hint, kind: "function" })),
    ...Object.entries(WORDS).map(([insert, hint]): Suggestion => ({ insert, hint, kind: "word" })),
  ];
}
