import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

const PAUSE = 300;

/** What a pasted text means, asked of the server when typing pauses. */
export function usePreview<T>(kind: string, text: string, ask: (text: string) => Promise<T>) {
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({
    queryKey: ["preview", kind, asked],
    queryFn: () => ask(asked),
    enabled: asked.trim() !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
  return { ...query, settled: asked === text && !query.isFetching };
}
