import type { FeatureManifest } from "@/core/shell/manifest";

export const manifest: FeatureManifest = {
  app: "receivables",
  words: ["receivables"],
  routes: [
    { path: "/receivables/ageing", lazy: () => import("./pages/AgeingPage") },
    { path: "/receivables/receipts/:id", lazy: () => import("./pages/ReceiptPage") },
  ],
  actions: [
    {
      name: "ageing",
      label: "receivables:ageing.open",
      icon: "ageing",
      path: "/receivables/ageing",
      permission: "receivables.claim.view",
    },
  ],
};
