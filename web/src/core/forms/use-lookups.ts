import { useEffect, useRef } from "react";
import { evaluatePaper } from "@/api/papers";
import { toBody } from "./body";
import type { Design, FieldModes, Values } from "./types";

const PAUSE = 400;

interface Options {
  design: Design;
  values: Values;
  modes: FieldModes;
  paper?: { name: string; id?: number | null };
  enabled: boolean;
  merge: (part: Values) => void;
}

/** Asks the server for looked-up values, only where the form has some and what they hang on has changed. */
export function useLookups({ design, values, modes, paper, enabled, merge }: Options): void {
  const lookups = design.fields.filter((field) => field.type === "lookup" && field.from);
  const sources = JSON.stringify([...new Set(lookups.map((field) => field.from!))].map((name) => values[name] ?? null));
  const asked = useRef(sources);
  const latest = useRef({ values, modes, merge, lookups });
  latest.current = { values, modes, merge, lookups };
  const { name, id } = paper ?? {};
  useEffect(() => {
    if (!enabled || !name || sources === asked.current) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const { values: now, modes: theirs, lookups: wanted } = latest.current;
      evaluatePaper(name, toBody(design, now, theirs), id, stop.signal).then(
        (found) => {
          asked.current = sources;
          latest.current.merge(
            Object.fromEntries(wanted.map((field) => [field.name, found.values[field.name] ?? null])),
          );
        },
        // Unanswered, the fields stay as they are: the server looks everything up again when the form is saved.
        () => undefined,
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [design, enabled, name, id, sources]);
}
