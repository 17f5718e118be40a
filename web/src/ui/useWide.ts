import { useSyncExternalStore } from "react";

const cache = new Map<string, MediaQueryList>();
const list = (query: string): MediaQueryList => {
  const known = cache.get(query) ?? window.matchMedia(query);
  cache.set(query, known);
  return known;
};

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (notify) => {
      const media = list(query);
      media.addEventListener("change", notify);
      return () => media.removeEventListener("change", notify);
    },
    () => list(query).matches,
  );
}

/** True on a phone: one column, bottom bar, drawers. */
export const usePhone = (): boolean => useMedia("(max-width: 767px)");
