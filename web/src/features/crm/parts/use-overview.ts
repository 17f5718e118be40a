import { useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/http";

export type Promise_ = Schemas["Promise"];
export type Overview = Schemas["CustomerOverview"];

/** Promises, money and files of a customer; asked again whenever a list on the page is. */
export const useOverview = (id: number) =>
  useQuery({
    queryKey: ["rows", "crm.customer", "overview", id],
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/crm/customers/{customer_id}/overview", { params: { path: { customer_id: id } }, signal })),
  });
