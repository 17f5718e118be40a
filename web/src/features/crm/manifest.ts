import type { FeatureManifest } from "@/core/shell/manifest";

export const manifest: FeatureManifest = {
  app: "crm",
  words: ["crm"],
  routes: [
    { path: "/crm/customers/:id", lazy: () => import("./pages/CustomerPage") },
    { path: "/crm/opportunities", lazy: () => import("./pages/PipelinePage") },
  ],
  actions: [
    {
      name: "pipeline",
      label: "crm:pipeline.open",
      icon: "opportunity",
      path: "/crm/opportunities",
      permission: "crm.opportunity.view",
    },
  ],
};
