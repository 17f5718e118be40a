/** Small values kept in this browser; a full or forbidden store is no error. */
export function load<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`heyi.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function save(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`heyi.${key}`);
    else localStorage.setItem(`heyi.${key}`, JSON.stringify(value));
  } catch {
    // Private windows and full stores: the page works without the memory.
  }
}
