/** Server-sent events: the stream says what changed, the page asks again by the API. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

const RETRY = [1000, 2000, 5000, 10_000];
const RECORD_QUERIES = ["rows", "record", "aggregate", "history", "options"];

/** Without an id it is a record that one's roles alone do not open: whatever is on screen of the resource is asked anew. */
interface RecordEvent {
  resource: string;
  id?: number;
  version?: number;
}

function invalidateRecord(client: QueryClient, event: RecordEvent): void {
  const cached = client.getQueryData<{ version?: number }>(["record", event.resource, event.id]);
  const known = cached?.version !== undefined && cached.version === event.version;
  void client.invalidateQueries({
    predicate: ({ queryKey: [kind, resource, id] }) =>
      RECORD_QUERIES.includes(String(kind)) &&
      resource === event.resource &&
      !(kind === "record" && event.id !== undefined && (id !== event.id || known)),
  });
  void client.invalidateQueries({ queryKey: ["page"] });
}

const listen = (client: QueryClient): Record<string, (data: string) => void> => ({
  record: (data) => invalidateRecord(client, JSON.parse(data) as RecordEvent),
  inbox: () => {
    for (const key of ["inbox", "inbox-counts", "case"]) void client.invalidateQueries({ queryKey: [key] });
  },
  message: () => {
    for (const key of ["messages", "message-counts"]) void client.invalidateQueries({ queryKey: [key] });
  },
  job: () => void client.invalidateQueries({ queryKey: ["job"] }),
});

/** Keeps the stream open; answers whether the server can be heard. After a gap everything on screen is asked anew. */
export function useLive(): boolean {
  const client = useQueryClient();
  const [heard, setHeard] = useState(true);
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    const handlers = listen(client);
    const open = () => {
      source = new EventSource("/api/v1/live");
      source.onopen = () => {
        if (failures > 0) void client.invalidateQueries();
        failures = 0;
        setHeard(true);
      };
      source.onerror = () => {
        failures += 1;
        if (failures > 2 || !navigator.onLine) setHeard(false);
        if (source?.readyState === EventSource.CLOSED) again();
      };
      for (const [name, handle] of Object.entries(handlers)) {
        source.addEventListener(name, (event) => handle((event as MessageEvent<string>).data || "{}"));
      }
    };
    const again = () => {
      source?.close();
      clearTimeout(timer);
      timer = setTimeout(open, RETRY[Math.min(failures, RETRY.length - 1)]);
    };
    const offline = () => setHeard(false);
    open();
    window.addEventListener("online", again);
    window.addEventListener("offline", offline);
    return () => {
      source?.close();
      clearTimeout(timer);
      window.removeEventListener("online", again);
      window.removeEventListener("offline", offline);
    };
  }, [client]);
  return heard;
}
