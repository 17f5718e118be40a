import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { list } from "@/api/resources";
import type { ListQuery, Resource } from "@/api/types";

/** All pages of a list read so far, and how to ask for more. */
export function useRows(resource: Resource, query: ListQuery, enabled = true) {
  const result = useInfiniteQuery({
    queryKey: ["rows", resource.key, query],
    queryFn: ({ pageParam, signal }) => list(resource, { ...query, count: pageParam === null }, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = result;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const rows = useMemo(() => result.data?.pages.flatMap((page) => page.rows) ?? [], [result.data]);
  return { ...result, rows, count: result.data?.pages[0]?.count ?? null, more };
}
