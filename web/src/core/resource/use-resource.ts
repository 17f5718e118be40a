import { useParams } from "react-router";
import { Problem } from "@/api/problem";
import type { Field, Resource } from "@/api/types";
import { useSession } from "@/core/session/session";

/** The resource that the address names; a route error (404) when this person has none there. */
export function useRouteResource(): Resource {
  const { app = "", name = "" } = useParams();
  const found = useSession().resourceAt(app, name);
  if (!found) throw new Problem({ status: 404, code: "not_found", title: `${app}/${name}` });
  return found;
}

export function useResource(key: string): Resource {
  const found = useSession().resource(key);
  if (!found) throw new Problem({ status: 404, code: "not_found", title: key });
  return found;
}

export const fieldOf = (resource: Resource, name: string): Field | undefined =>
  resource.fields.find((field) => field.name === name);
