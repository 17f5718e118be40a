/** RFC 9457 problems, as every refusal of the server arrives. */
import type { components } from "./generated/schema";

export type FieldFault = components["schemas"]["FieldFault"];
/** What the page makes of an answer that is no problem document says less; StaleVersion says more. */
export type ProblemBody = Pick<components["schemas"]["Problem"], "status" | "code" | "title"> &
  Partial<components["schemas"]["StaleProblem"]>;

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail || body.title);
    this.name = "Problem";
    this.status = body.status;
    this.code = body.code;
    this.body = body;
  }

  get faults(): FieldFault[] {
    return this.body.errors ?? [];
  }
}

export const isProblem = (error: unknown, code?: string): error is Problem =>
  error instanceof Problem && (code === undefined || error.code === code);
