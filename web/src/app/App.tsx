import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ComponentType, Suspense, useState } from "react";
import { RouterProvider } from "react-router/dom";
import { isProblem } from "@/api/problem";
import { AppearanceProvider } from "@/core/session/appearance";
import { dressed } from "@/core/session/dressed";
import { SessionProvider } from "@/core/session/session";
import { FeaturesContext } from "@/core/shell/manifest";
import { Splash } from "@/core/shell/Splash";
import { features } from "./features";
import { makeRouter } from "./routes";

/** Pages of people who are not signed in, or have no account yet; each leaves by a fresh load of another address. */
const STRANGERS: Record<string, ComponentType> = {
  "/setup": dressed(() => import("@/core/setup/SetupPage")),
  "/invitation": dressed(() => import("@/core/setup/InvitationPage")),
  "/reset-password": dressed(() => import("@/core/session/ResetPasswordPage")),
};
const StrangersPage = STRANGERS[window.location.pathname];

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => !isProblem(error) && count < 2,
      refetchOnWindowFocus: true,
    },
  },
});

export function App() {
  const [router] = useState(makeRouter);
  return (
    <QueryClientProvider client={client}>
      <AppearanceProvider>
        <FeaturesContext value={features}>
          <Suspense fallback={<Splash />}>
            {StrangersPage ? (
              <StrangersPage />
            ) : (
              <SessionProvider>
                <RouterProvider router={router} />
              </SessionProvider>
            )}
          </Suspense>
        </FeaturesContext>
      </AppearanceProvider>
    </QueryClientProvider>
  );
}
