import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, Suspense, use, useCallback, useEffect, useMemo, useRef } from "react";
import { onSignedOut } from "@/api/http";
import { isProblem } from "@/api/problem";
import * as api from "@/api/session";
import type { Me, Meta, Resource } from "@/api/types";
import { Failure } from "@/core/shell/Failure";
import { Splash } from "@/core/shell/Splash";
import { setZone } from "@/kit/zone";
import { type Look, useAppearance } from "./appearance";
import { dressed } from "./dressed";

const PasswordDue = dressed(() => import("@/core/account/PasswordDue"));
const SignIn = dressed(() => import("./SignIn"));

interface Session {
  me: Me;
  meta: Meta;
  may: (permission: string) => boolean;
  resource: (key: string) => Resource | undefined;
  resourceAt: (app: string, name: string) => Resource | undefined;
  setLook: (part: Partial<Look>) => void;
  pin: (paths: string[]) => void;
  signOut: () => Promise<void>;
}

const Context = createContext<Session | null>(null);

const lookOf = ({ user }: Me): Look => ({
  language: user.language,
  theme: user.theme ?? "light",
  density: user.density ?? "comfortable",
});

/** Shows the sign-in page until the server knows the person, then the app with their menu and metadata. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { language, change } = useAppearance();
  const me = useQuery({ queryKey: ["me", language], queryFn: api.me, retry: false, staleTime: 60_000 });
  const meta = useQuery({
    queryKey: ["meta", language],
    queryFn: api.meta,
    enabled: me.isSuccess && !me.data.password_due,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
  useEffect(() => onSignedOut(() => client.setQueryData(["signed-out"], Date.now())), [client]);
  const lost = useQuery({
    queryKey: ["signed-out"],
    queryFn: () => 0,
    initialData: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

  const met = useRef(false);
  const entered = useCallback(async () => {
    met.current = true;
    client.clear();
    client.setQueryData(["signed-out"], 0);
    const asked = sessionStorage.getItem("heyi.language-asked");
    // Before anything is read: the server answers in the person's language, and what it says is kept.
    if (asked) await api.changeMe({ language });
    const person = await client.fetchQuery({ queryKey: ["me", language], queryFn: api.me });
    change(asked ? { ...lookOf(person), language } : lookOf(person));
    sessionStorage.removeItem("heyi.language-asked");
  }, [client, change, language]);
  // Whoever comes with a session, from an identity provider or a browser that has forgotten, has a look of their own too.
  useEffect(() => {
    if (!me.data || met.current) return;
    met.current = true;
    if (sessionStorage.getItem("heyi.language-asked")) void entered();
    else change(lookOf(me.data));
  }, [me.data, change, entered]);

  const value = useMemo<Session | null>(() => {
    if (!me.data || !meta.data) return null;
    setZone(me.data.user.time_zone);
    const held = new Set(me.data.permissions);
    const found = Object.values(meta.data.resources);
    return {
      me: me.data,
      meta: meta.data,
      may: (permission) => held.has(permission),
      resource: (key) => meta.data.resources[key],
      resourceAt: (app, name) => found.find((r) => (r.app === app && r.name === name) || r.page === `/${app}/${name}`),
      setLook: (part) => {
        change(part);
        void api.changeMe(part as Partial<Me["user"]>).catch(() => undefined);
      },
      pin: (pinned) => {
        client.setQueryData<Me>(["me", language], (now) => now && { ...now, user: { ...now.user, pinned } });
        void api.changeMe({ pinned }).catch(() => undefined);
      },
      signOut: async () => {
        await api.signOut();
        client.clear();
        client.setQueryData(["signed-out"], Date.now());
      },
    };
  }, [me.data, meta.data, change, client, language]);

  const unknown = isProblem(me.error) && (me.error.status === 401 || me.error.status === 403);
  if (unknown || (lost.data && lost.data > 0)) {
    return (
      <Suspense fallback={<Splash />}>
        <SignIn onEntered={entered} />
      </Suspense>
    );
  }
  if (me.data?.password_due) {
    const leave = () => void api.signOut().then(() => client.setQueryData(["signed-out"], Date.now()));
    return <PasswordDue me={me.data} onDone={() => void me.refetch()} onLeave={leave} />;
  }
  const error = me.error ?? meta.error;
  if (error && !value) {
    return <Failure error={error} retry={() => void (me.error ? me.refetch() : meta.refetch())} />;
  }
  return value ? <Context value={value}>{children}</Context> : <Splash />;
}

export function useSession(): Session {
  const value = use(Context);
  if (!value) throw new Error("no session above");
  return value;
}
