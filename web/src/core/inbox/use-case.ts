import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { type Case, caseVerb, decide, readCase } from "@/api/workflow";

export const useCase = (id: number) =>
  useQuery({ queryKey: ["case", id], queryFn: () => readCase(id), enabled: id > 0 });

export interface Decision {
  verb: string;
  body: Record<string, unknown>;
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
      if (isProblem(error, "task_decided")) void message.warning(error.body.detail ?? error.body.title, 6);
      else if (!isProblem(error) || error.faults.length === 0) void message.error(error.message, 6);
      else void message.error(error.faults.map((f) => f.message).join(" "), 6);
    },
    onSettled: () => {
      for (const key of ["inbox", "inbox-counts", "case", "rows", "record", "page"])
        void client.invalidateQueries({ queryKey: [key] });
    },
  });
}
