import type { FeatureManifest } from "@/core/shell/manifest";

export const manifest: FeatureManifest = {
  app: "sales",
  routes: [
    { path: "/sales/orders/new", lazy: () => import("./pages/OrderEditor") },
    { path: "/sales/orders/:id", lazy: () => import("./pages/OrderPage") },
    { path: "/sales/orders/:id/edit", lazy: () => import("./pages/OrderEditor") },
  ],
};
