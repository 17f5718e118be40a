import { CircleCheck, CircleX } from "lucide-react";
import "./outcome.css";

export interface Outcome {
  id: number;
  name: string;
  /** Why it was refused; nothing when it was done. */
  refused?: string;
}

/** What became of each of several, one line for each. */
export function Outcomes({ rows }: { rows: Outcome[] }) {
  return (
    <ul className="hy-outcomes">
      {rows.map(({ id, name, refused }) => (
        <li key={id} data-tone={refused ? "red" : "green"}>
          {refused ? (
            <CircleX size={16} className="hy-toned" aria-hidden="true" />
          ) : (
            <CircleCheck size={16} className="hy-toned" aria-hidden="true" />
          )}
          <span className="hy-grow">
            {name}
            {refused ? <span className="hy-outcome-why">{refused}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
