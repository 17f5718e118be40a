import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/http";

export interface Promise_ {
  kind: string;
  on: string;
  label: string;
  resource: string;
  id: number;
  owner: string | null;
  amount: string | null;
  currency: string | null;
  late: boolean;
}
export interface KeptFile {
  id: number;
  name: string;
  size: number;
  created_at?: string;
  resource: string;
  record_id: number;
  by: string;
}
export interface Overview {
  promises: Promise_[];
  files: KeptFile[];
  money?: {
    currency: string;
    balance: string;
    overdue: string;
    overdue_days: number;
    exposure: string;
    limit: string | null;
  } | null;
}

/** Promises, money and files of a customer; asked again whenever a list on the page is. */
export const useOverview = (id: number) =>
  useQuery({
    queryKey: ["rows", "crm.customer", "overview", id],
    queryFn: ({ signal }) => get<Overview>(`/api/v1/crm/customers/${id}/overview`, undefined, signal),
  });
