import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { type Case, caseVerb, decide, readCase } from "@/api/workflow";
import { relative } from "@/kit/dates";

export const useCase = (id: number) =>
  useQuery({ queryKey: ["case", id], queryFn: () => readCase(id), enabled: id > 0 });

export interface Decision {
  verb: string;
  body: Record<string, unknown>;
}

/** Why it was refused; and when somebody else was faster, how long ago. */
export function reasonOf(error: unknown): string {
  if (!isProblem(error)) return (error as Error).message;
  const at = isProblem(error, "task_decided") && typeof error.body.at === "string" ? relative(error.body.at) : "";
  const said = error.faults.length ? error.faults.map((f) => f.message).join(" ") : error.message;
  return at ? `${said} (${at})` : said;
}

const OF_THE_TASK = new Set(["approve", "resubmit", "reject", "return", "transfer"]);

/** Decides, and when another was faster says who and shows the case as it is now. */
export function useDecision(data: Case, onDone?: (verb: string) => void) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation("inbox");
  return useMutation({
    mutationFn: ({ verb, body }: Decision) =>
      data.task && OF_THE_TASK.has(verb) ? decide(data.task.id, verb, body) : caseVerb(data.id, verb, body),
    onSuccess: (next, { verb }) => {
      client.setQueryData(["case", data.id], next);
      void message.success(t(`said.${verb}` as never) as string);
      onDone?.(verb);
    },
    onError: (error) => {
      if (isProblem(error, "task_decided")) void message.warning(reasonOf(error), 6);
      else void message.error(reasonOf(error), 6);
    },
    onSettled: () => {
      for (const key of ["inbox", "inbox-counts", "case", "rows", "record", "page"])
        void client.invalidateQueries({ queryKey: [key] });
    },
  });
}
