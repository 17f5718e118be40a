import { afterEach, describe, expect, test, vi } from "vitest";
import { onSignedOut, patch, post, queryString } from "./http";
import { isProblem } from "./problem";

const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
afterEach(() => vi.unstubAllGlobals());

describe("a call", () => {
  test("writes a lone triple as JSON and lists as words", () => {
    const query = new URLSearchParams(
      queryString({ filter: ["level", "eq", "a"], sort: ["-id", "name"], q: "", count: true }),
    );
    expect(query.get("filter")).toBe('["level","eq","a"]');
    expect(query.get("sort")).toBe("-id,name");
    expect(query.get("count")).toBe("1");
    expect(query.has("q")).toBe(false);
  });
  test("repeats a broken line with the same key, so the effect happens once", async () => {
    const keys: (string | null)[] = [];
    const line = vi.fn(async (request: Request) => {
      keys.push(request.headers.get("Idempotency-Key"));
      if (keys.length === 1) throw new TypeError("network");
      return answer({ id: 1 });
    });
    vi.stubGlobal("fetch", line);
    expect(await post("/api/v1/x", { a: 1 })).toEqual({ id: 1 });
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });
  test("sends the version that the person saw and keeps both versions of a conflict", async () => {
    const line = vi.fn(async (_request: Request) =>
      answer({ code: "stale_version", status: 412, title: "Changed", current: { version: 8 } }, 412),
    );
    vi.stubGlobal("fetch", line);
    const refused = await patch("/api/v1/x/1", { a: 1 }, { version: 7 }).catch((error: unknown) => error);
    expect(line.mock.calls[0]?.[0].headers.get("If-Match")).toBe('"7"');
    expect(isProblem(refused, "stale_version") && refused.body.current).toEqual({ version: 8 });
  });
  test("says that the session is over, but does not repeat a refusal", async () => {
    const line = vi.fn(async () => answer({ code: "not_signed_in", title: "Sign in" }, 401));
    const told = vi.fn();
    const stop = onSignedOut(told);
    vi.stubGlobal("fetch", line);
    await expect(post("/api/v1/x")).rejects.toThrow("Sign in");
    expect(told).toHaveBeenCalledOnce();
    expect(line).toHaveBeenCalledOnce();
    stop();
  });
});
