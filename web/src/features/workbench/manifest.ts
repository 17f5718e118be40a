import type { FeatureManifest } from "@/core/shell/manifest";

export const manifest: FeatureManifest = {
  app: "workbench",
  routes: [{ path: "/", lazy: () => import("./pages/Workbench") }],
};
