/** RFC 9457 problems, as every refusal of the server arrives. */
export interface FieldFault {
  path: string;
  code: string;
  message: string;
}

export interface ProblemBody {
  status: number;
  code: string;
  title: string;
  detail?: string;
  request_id?: string;
  errors?: FieldFault[];
  current?: Record<string, unknown>;
  yours?: Record<string, unknown>;
  [extra: string]: unknown;
}

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
