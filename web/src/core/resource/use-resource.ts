import { useLocation } from "react-router";
import { Problem } from "@/api/problem";
import type { Field, Resource } from "@/api/types";
import { useSession } from "@/core/session/session";

/** The resource at /<app>/<name>; a route error (404) when this person has none there. */
export function useResourceAt(app: string, name: string): Resource {
  const found = useSession().resourceAt(app, name);
  if (!found) throw new Problem({ status: 404, code: "no_page", title: `${app}/${name}` });
  return found;
}

/** The resource that the address names. */
export function useRouteResource(): Resource {
  const [, app = "", name = ""] = useLocation().pathname.split("/");
  return useResourceAt(app, name);
}

export const fieldOf = (resource: Resource, name: string): Field | undefined =>
  resource.fields.find((field) => field.name === name);
