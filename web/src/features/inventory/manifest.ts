import type { FeatureManifest } from "@/core/shell/manifest";

export const manifest: FeatureManifest = {
  app: "inventory",
  routes: [
    { path: "/inventory/stock", lazy: () => import("./pages/StockPage") },
    { path: "/inventory/deliveries/:id", lazy: () => import("./pages/DeliveryPage") },
  ],
};
