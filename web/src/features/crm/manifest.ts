import type { FeatureManifest } from "@/core/shell/manifest";

export const manifest: FeatureManifest = {
  app: "crm",
  words: ["crm"],
  routes: [
    { path: "/crm/leads", lazy: () => import("./pages/LeadsPage") },
    { path: "/crm/leads/:id", lazy: () => import("./pages/LeadsPage").then((m) => ({ Component: m.LeadPage })) },
    { path: "/crm/customers/:id", lazy: () => import("./pages/CustomerPage") },
    { path: "/crm/opportunities", lazy: () => import("./pages/PipelinePage") },
  ],
  formNote: {
    on: ["crm.customer", "crm.lead", "masterdata.party", "masterdata.contact"],
    load: () => import("./parts/DuplicateNote"),
  },
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
