import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { RouterProvider } from "react-router/dom";
import { isProblem } from "@/api/problem";
import { AppearanceProvider } from "@/core/session/appearance";
import { SessionProvider } from "@/core/session/session";
import { FeaturesContext } from "@/core/shell/manifest";
import { Splash } from "@/core/shell/Splash";
import { features } from "./features";
import { makeRouter } from "./routes";

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
            <SessionProvider>
              <RouterProvider router={router} />
            </SessionProvider>
          </Suspense>
        </FeaturesContext>
      </AppearanceProvider>
    </QueryClientProvider>
  );
}
