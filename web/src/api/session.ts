/** Who is here: allauth headless for signing in, /me for the person. */
import { get, patch, post, request } from "./http";
import { isProblem, Problem } from "./problem";
import type { Me, Message, Meta, PasswordRules, PublicInfo, Resource, SearchGroup } from "./types";

const auth = "/_allauth/browser/v1/auth";

interface Flows {
  data?: { flows?: { id: string; is_pending?: boolean }[] };
  errors?: { message: string; code: string; param?: string }[];
}
export type SignInOutcome = "in" | "totp";

/** allauth answers 401 with a pending flow when a second factor is due. */
function outcomeOf(error: unknown): SignInOutcome {
  if (error instanceof Problem) {
    const body = error.body as unknown as Flows;
    if (error.status === 401 && body.data?.flows?.some((f) => f.id === "mfa_authenticate" && f.is_pending))
      return "totp";
    const first = body.errors?.[0];
    if (error.status === 429) throw new Problem({ status: 429, code: "too_many", title: "" });
    if (first) throw new Problem({ status: error.status, code: first.code, title: first.message });
  }
  throw error;
}

export async function signIn(username: string, password: string): Promise<SignInOutcome> {
  try {
    await get(`${auth}/session`).catch(() => undefined); // hands out the CSRF cookie
    await post(`${auth}/login`, { username, password });
    return "in";
  } catch (error) {
    if (isProblem(error) && error.status === 409) return "in";
    return outcomeOf(error);
  }
}

export async function confirmCode(code: string): Promise<SignInOutcome> {
  try {
    await post(`${auth}/2fa/authenticate`, { code });
    return "in";
  } catch (error) {
    return outcomeOf(error);
  }
}

/** allauth says "signed out" with 401: that is the wanted end. */
export const signOut = () => request<void>("DELETE", `${auth}/session`).catch(() => undefined);
/** A link for a new password: asked for, looked at, used. */
export const forgotten = (name: string) => post<unknown>("/api/v1/password/forgotten", { name });
export const passwordLink = (token: string) =>
  post<{ name: string; company: string; username: string; password: PasswordRules }>("/api/v1/password/link", {
    token,
  });
export const spendPasswordLink = (token: string, password: string) =>
  post<{ username: string }>("/api/v1/password/link/use", { token, password });
export const me = () => get<Me>("/api/v1/me");
export const changeMe = (change: Partial<Me["user"]>) => patch<Me>("/api/v1/me", change);
export const publicInfo = () => get<PublicInfo>("/api/v1/public");
/** A title that lives in another table has no column of its own: the field that shows it stands in. */
function withTitle(resource: Resource): Resource {
  const has = (name: string) => resource.fields.some((f) => f.name === name);
  if (has(resource.title_field)) return resource;
  const title = ["name", "number", "title", "label", "content"].find(has) ?? resource.list.columns[0] ?? "id";
  return { ...resource, title_field: title };
}

export async function meta(): Promise<Meta> {
  const found = await get<Meta>("/api/v1/meta");
  const resources = Object.entries(found.resources).map(([key, resource]) => [key, withTitle(resource)] as const);
  return { ...found, resources: Object.fromEntries(resources) };
}
export const search = (q: string, signal?: AbortSignal) =>
  get<{ groups: SearchGroup[] }>("/api/v1/search", { q }, signal);
export const messages = (unread: boolean) => get<{ rows: Message[] }>("/api/v1/messages", { unread });
export const messageCounts = () => get<{ unread: number }>("/api/v1/messages/counts");
export const markRead = (ids: number[] | "all") => post<void>("/api/v1/messages/read", { ids });
