import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Finding as FlowFinding, Tree } from "@/api/flow";
import { checkForm, type DesignedForm, design as load, publishForm, saveForm, writeSimple } from "@/api/forms";
import { post, type Schemas } from "@/api/http";
import { isProblem, type Problem } from "@/api/problem";
import type { Design, Finding, Texts } from "./form/types";

export interface Facts {
  name: Texts;
  about: Texts;
  icon: string;
  category: string;
}

/** What is being designed: the form, and its process either as a tree or as a file that no tree can show. */
export interface Draft extends Facts {
  design: Design;
  tree: Tree | null;
  xml: string | null;
}

const PAUSE = 900;
const draftOf = (form: DesignedForm): Draft => ({
  name: form.name,
  about: form.about,
  icon: form.icon,
  category: form.category,
  design: form.design,
  tree: null,
  xml: form.process.xml,
});

/** A form on the designer's desk: saved by itself while one works, checked beside it, put in force on demand. */
export function useDesign(id: number) {
  const client = useQueryClient();
  const found = useQuery({
    queryKey: ["forms", "design", id],
    queryFn: () => load(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [draft, setDraft] = useState<Draft | null>(null);
  const [findings, setFindings] = useState<{ form: Finding[]; flow: FlowFinding[] }>({ form: [], flow: [] });
  const [problem, setProblem] = useState<Problem | null>(null);
  const version = useRef(0);
  const saved = useRef<Draft | null>(null);

  useEffect(() => {
    if (!found.data) return;
    version.current = found.data.version;
    const next = draftOf(found.data);
    saved.current = next;
    setDraft(next);
  }, [found.data]);

  const write = useCallback(
    async (now: Draft): Promise<void> => {
      let xml = now.xml;
      if (now.tree && now.tree !== saved.current?.tree) {
        const written = await writeSimple(now.tree, saved.current?.xml ?? undefined);
        xml = written.xml;
        setFindings((old) => ({ ...old, flow: written.findings }));
      }
      const { name, about, icon, category, design } = now;
      const body = { version: version.current, name, about, icon, category, design, ...(xml ? { xml } : {}) };
      const answer = await saveForm(id, body);
      version.current = answer.version;
      saved.current = { ...now, xml };
    },
    [id],
  );

  const save = useMutation({
    mutationFn: write,
    onSuccess: () => setProblem(null),
    onError: (error) => setProblem(isProblem(error) ? error : null),
  });
  const { mutateAsync, isPending } = save;
  const dirty = draft !== null && saved.current !== null && !isSame(draft, saved.current);

  useEffect(() => {
    if (!draft || !dirty || isPending || problem?.status === 412) return;
    const timer = setTimeout(() => void mutateAsync(draft).catch(() => undefined), PAUSE);
    return () => clearTimeout(timer);
  }, [draft, dirty, isPending, mutateAsync, problem]);

  const design = draft?.design;
  useEffect(() => {
    if (!design) return;
    const timer = setTimeout(() => {
      void checkForm(design).then((answer) => setFindings((old) => ({ ...old, form: answer.findings })));
    }, PAUSE / 2);
    return () => clearTimeout(timer);
  }, [design]);

  const checkFile = useCallback(async (xml: string) => {
    const answer = await post<{ rows: Schemas["LintFinding"][] }>("/api/v1/workflow/check", { xml });
    const rows = answer.rows.map((row) => ({
      node: row.element,
      code: row.code,
      level: row.is_error ? ("error" as const) : ("warning" as const),
      message: row.message,
    }));
    setFindings((old) => ({ ...old, flow: rows }));
  }, []);

  const publish = useMutation({
    mutationFn: async () => {
      if (draft && dirty) await mutateAsync(draft);
      return publishForm(id, version.current);
    },
    onSuccess: (form) => {
      client.setQueryData(["forms", "design", id], form);
      void client.invalidateQueries({ queryKey: ["forms", "designs"] });
      void client.invalidateQueries({ queryKey: ["forms", "start"] });
      void client.invalidateQueries({ queryKey: ["meta"] });
      setProblem(null);
    },
    onError: (error) => setProblem(isProblem(error) ? error : null),
  });

  const change = useCallback((part: Partial<Draft>) => setDraft((old) => (old ? { ...old, ...part } : old)), []);
  const at = useCallback(() => version.current, []);
  return {
    found,
    draft,
    change,
    findings,
    checkFile,
    dirty,
    saving: isPending,
    save: mutateAsync,
    problem,
    publish,
    version: at,
  };
}

const PARTS = ["name", "about", "icon", "category", "design", "tree"] as const;

/** The file changes with every tree; only a file that was drawn as such is asked about. */
const isSame = (one: Draft, other: Draft): boolean =>
  PARTS.every((part) => one[part] === other[part]) && (one.tree !== null || one.xml === other.xml);
