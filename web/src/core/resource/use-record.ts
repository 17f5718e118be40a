import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback } from "react";
import { isProblem } from "@/api/problem";
import { act, destroy, read } from "@/api/resources";
import type { Entry, Resource } from "@/api/types";

export function useRecord(resource: Resource, id: number) {
  return useQuery({
    queryKey: ["record", resource.key, id],
    queryFn: ({ signal }) => read(resource, id, signal),
    enabled: Number.isFinite(id) && id > 0,
  });
}

/** Runs one verb on one record and lets everything that shows it ask again. */
export function useVerb(resource: Resource) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useCallback(
    async (record: Pick<Entry, "id" | "version">, verb: string, payload?: unknown): Promise<Entry | null> => {
      try {
        const entry =
          verb === "delete"
            ? await destroy(resource, record.id, record.version).then(() => null)
            : await act(resource, record.id, verb, payload, record.version);
        if (!entry || entry.gone) return null;
        client.setQueryData(["record", resource.key, record.id], entry);
        return entry;
      } catch (error) {
        if (isProblem(error, "stale_version")) {
          void message.warning(error.message);
          void client.invalidateQueries({ queryKey: ["record", resource.key, record.id] });
        }
        throw error;
      } finally {
        void client.invalidateQueries({ queryKey: ["rows"] });
        void client.invalidateQueries({ queryKey: ["aggregate"] });
        void client.invalidateQueries({ queryKey: ["history", resource.key, record.id] });
        void client.invalidateQueries({ queryKey: ["page"] });
      }
    },
    [client, resource, message],
  );
}
