/** One's own account: password, second factor, sessions, keys. allauth headless for what is its own. */
import { get, post, request } from "./http";
import { isProblem, Problem } from "./problem";
import type { PasswordRules } from "./types";

const root = "/_allauth/browser/v1";

export interface ApiKey {
  id: number;
  name: string;
  prefix: string;
  created_at: string;
  expires_at: string | null;
  expired: boolean;
}
export interface Account {
  username: string;
  email: string;
  rules: PasswordRules;
  password_set_at: string | null;
  has_password: boolean;
  keys: ApiKey[];
}
export interface SessionRow {
  id: number;
  ip: string;
  user_agent: string;
  created_at: number;
  is_current: boolean;
}
export interface Totp {
  secret: string;
  url: string;
}
interface Refusal {
  data?: { flows?: { id: string }[] };
  meta?: { secret?: string; totp_url?: string };
  errors?: { message: string; code: string; param?: string }[];
}

/** allauth's refusals in the form of our own problems. */
async function asProblem<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isProblem(error)) throw error;
    const { errors = [] } = error.body as unknown as Refusal;
    if (!errors.length || error.faults[0]?.path !== undefined) throw error;
    const faults = errors.map(({ param = "", code, message }) => ({ path: param, code, message }));
    throw new Problem({ ...error.body, code: errors[0]!.code, title: errors[0]!.message, errors: faults });
  }
}

/** Whether the server wants to see the password again before it does this. */
export function wantsPassword(error: unknown): boolean {
  if (isProblem(error, "confirm_password")) return true;
  const flows = isProblem(error) && error.status === 401 ? (error.body as unknown as Refusal).data?.flows : undefined;
  return Boolean(flows?.some((flow) => flow.id === "reauthenticate"));
}

export const account = () => get<Account>("/api/v1/account");
export const confirmPassword = (password: string) => asProblem(post(`${root}/auth/reauthenticate`, { password }));
export const changePassword = (current_password: string, new_password: string) =>
  asProblem(post(`${root}/account/password/change`, { current_password, new_password }));

export const sessions = () => get<{ data: SessionRow[] }>(`${root}/auth/sessions`).then((answer) => answer.data);
export const endSessions = (ids: number[]) =>
  request<{ data: SessionRow[] }>("DELETE", `${root}/auth/sessions`, { body: { sessions: ids } });

export interface PasswordLink {
  name: string;
  path: string | null;
  expires_at: string;
}
/** For somebody else, to be handed to them. */
export const givePasswordLink = (employee: number) =>
  post<PasswordLink>(`/api/v1/accounts/employees/${employee}/password-link`);

export const makeKey = (name: string, last_day: string | null) =>
  post<ApiKey & { key: string | null }>("/api/v1/account/keys", { name, last_day });
export const revokeKey = (id: number) => post(`/api/v1/account/keys/${id}/revoke`);

interface Factor {
  type: "totp" | "recovery_codes";
  unused_code_count?: number;
}
export const factors = () => get<{ data: Factor[] }>(`${root}/account/authenticators`).then((answer) => answer.data);

/** The secret of a factor that is not active yet: allauth offers it with 404. */
export async function offeredTotp(): Promise<Totp> {
  try {
    await get(`${root}/account/authenticators/totp`);
  } catch (error) {
    const meta = isProblem(error) && error.status === 404 ? (error.body as unknown as Refusal).meta : undefined;
    if (meta?.secret) return { secret: meta.secret, url: meta.totp_url ?? "" };
    throw error;
  }
  throw new Error("active");
}
export const activateTotp = (code: string) => asProblem(post(`${root}/account/authenticators/totp`, { code }));
export const deactivateTotp = () => request<unknown>("DELETE", `${root}/account/authenticators/totp`);
export const recoveryCodes = () =>
  get<{ data: { unused_codes: string[] } }>(`${root}/account/authenticators/recovery-codes`).then(
    (answer) => answer.data.unused_codes,
  );
export const newRecoveryCodes = () =>
  post<{ data: { unused_codes: string[] } }>(`${root}/account/authenticators/recovery-codes`).then(
    (answer) => answer.data.unused_codes,
  );
