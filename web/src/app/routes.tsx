import { createBrowserRouter, Navigate, type RouteObject, useRouteError } from "react-router";
import { Failure } from "@/core/shell/Failure";
import { Shell } from "@/core/shell/Shell";
import { features } from "./features";

function Broken() {
  return <Failure error={useRouteError()} retry={() => window.location.reload()} />;
}

const generic: RouteObject[] = [
  { path: "/inbox", lazy: () => import("@/core/inbox/InboxPage") },
  { path: "/inbox/:caseId", lazy: () => import("@/core/inbox/InboxPage") },
  { path: "/cases/:caseId", lazy: () => import("@/core/inbox/CasePage") },
  { path: "/org/organization", lazy: () => import("@/core/admin/OrganizationPage") },
  { path: "/org/employees/:id", lazy: () => import("@/core/admin/PersonPage") },
  { path: "/access/roles/:id", lazy: () => import("@/core/admin/RolePage") },
  { path: "/access/explain", lazy: () => import("@/core/admin/ExplainPage") },
  { path: "/audit/checkup", lazy: () => import("@/core/admin/CheckupPage") },
  { path: "/account", lazy: () => import("@/core/account/AccountPage") },
  { path: "/accounts/invitations", lazy: () => import("@/core/setup/InvitationsPage") },
  { path: "/forms/start", lazy: () => import("@/core/designers/StartPage") },
  { path: "/forms/designs", lazy: () => import("@/core/designers/FormsPage") },
  { path: "/forms/designs/:id", lazy: () => import("@/core/designers/DesignPage") },
  { path: "/paper/:name/new", lazy: () => import("@/core/papers/PaperForm") },
  { path: "/paper/:name/:id", lazy: () => import("@/core/papers/PaperPage") },
  { path: "/paper/:name/:id/edit", lazy: () => import("@/core/papers/PaperForm") },
  { path: "/:app/:name", lazy: () => import("@/core/resource/ListPage") },
  { path: "/:app/:name/new", lazy: () => import("@/core/resource/FormPage") },
  { path: "/:app/:name/:id", lazy: () => import("@/core/resource/DetailPage") },
  { path: "/:app/:name/:id/edit", lazy: () => import("@/core/resource/FormPage") },
  { path: "/sign-in", element: <Navigate to="/" replace /> },
  { path: "*", lazy: () => import("@/core/shell/NotFound") },
];

/** A hand-written page of a feature stands before the generic one with the same address. */
export const makeRouter = () => {
  const own = features.flatMap((feature) => feature.routes);
  const taken = new Set(own.map((route) => route.path));
  // A hand-written /x/y/:id must not swallow the generic form at /x/y/new.
  const forms = own.flatMap(({ path = "" }): RouteObject[] => {
    const form = path.endsWith("/:id") ? path.replace(/:id$/, "new") : "";
    return form && !taken.has(form) ? [{ path: form, lazy: () => import("@/core/resource/FormPage") }] : [];
  });
  const children = [...own, ...forms, ...generic.filter((route) => !taken.has(route.path))];
  return createBrowserRouter([
    {
      element: <Shell />,
      errorElement: <Broken />,
      hydrateFallbackElement: <span />,
      children: [{ errorElement: <Broken />, children }],
    },
    { path: "/welcome/:step?", lazy: () => import("@/core/setup/Guide"), errorElement: <Broken /> },
  ]);
};
