import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Input, Segmented } from "antd";
import { ArrowLeft, ListChecks, Search } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { type Box, inbox, counts as inboxCounts } from "@/api/workflow";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { Blank, Skeleton } from "@/ui/Blank";
import { usePhone } from "@/ui/useWide";
import { BatchBar } from "./BatchBar";
import { CaseView } from "./CaseView";
import type { DecideHandle } from "./DecideBar";
import { InboxRowItem } from "./InboxRowItem";
import "./inbox.css";

const BOXES: Box[] = ["todo", "done", "mine", "cc"];

/** List on the left, document on the right; J and K walk, A approves, R rejects, B returns, T hands over. */
export function Component() {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate();
  const phone = usePhone();
  const { caseId } = useParams();
  const [params, setParams] = useSearchParams();
  const box = (params.get("box") as Box) || "todo";
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const handle = useRef<DecideHandle>(null);
  const [picked, setPicked] = useState<Set<number> | null>(null);
  const selecting = box === "todo" && picked !== null;
  const counts = useQuery({ queryKey: ["inbox-counts"], queryFn: inboxCounts });
  const list = useInfiniteQuery({
    queryKey: ["inbox", box, q],
    queryFn: ({ pageParam }) => inbox(box, q, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const able = rows.filter((row) => row.kind === "approve");
  const chosen = caseId ? Number(caseId) : phone ? 0 : (rows[0]?.case_id ?? 0);
  const index = rows.findIndex((row) => row.case_id === chosen);
  useVisit(caseId ? undefined : t("title"));

  const open = (id: number | undefined) => id && navigate(`/inbox/${id}?box=${box}`, { replace: true });
  const onDone = (verb: string) => {
    if (box !== "todo" || ["comment", "cc", "circulate", "urge"].includes(verb)) return;
    const next = rows[index + 1] ?? rows[index - 1];
    if (next) open(next.case_id);
    else navigate("/inbox", { replace: true });
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        selecting ||
        target.closest("input, textarea, [role=dialog], dialog, [role=combobox]")
      )
        return;
      const key = event.key.toLowerCase();
      if (key === "j") open(rows[Math.min(index + 1, rows.length - 1)]?.case_id);
      else if (key === "k") open(rows[Math.max(index - 1, 0)]?.case_id);
      else if (key === "a") handle.current?.start("approve");
      else if (key === "r") handle.current?.start("reject");
      else if (key === "b") handle.current?.start("return");
      else if (key === "t") handle.current?.start("transfer");
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  if (phone && caseId) {
    return (
      <div className="ib" data-phone="true">
        <Link to={`/inbox?box=${box}`} className="ib-back hy-touch">
          <ArrowLeft size={16} aria-hidden="true" /> {t("title")}
        </Link>
        <CaseView id={chosen} onDone={onDone} />
      </div>
    );
  }
  const badge = (name: Box) => (name !== "done" && counts.data?.[name] ? ` ${counts.data[name]}` : "");
  return (
    <div className="ib" data-phone={phone}>
      <section className="ib-list" aria-label={t("title")}>
        <header>
          <div className="hy-row">
            <h1 className="hy-grow">{t("title")}</h1>
            {phone || selecting ? null : <span className="hy-faint">{t("keys")}</span>}
            {box === "todo" && (able.length > 1 || selecting) ? (
              <Button
                size="small"
                type="text"
                icon={<ListChecks size={15} />}
                onClick={() => setPicked(selecting ? null : new Set())}
              >
                {t(selecting ? "batch.stop" : "batch.start")}
              </Button>
            ) : null}
          </div>
          <Segmented
            block
            value={box}
            options={BOXES.map((name) => ({ value: name, label: t(`box.${name}`) + badge(name) }))}
            onChange={(name) => {
              setPicked(null);
              setParams({ box: name }, { replace: true });
              navigate(`/inbox?box=${name}`, { replace: true });
            }}
          />
          <Input
            allowClear
            prefix={<Search size={14} />}
            placeholder={t("search")}
            aria-label={t("search")}
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
          />
        </header>
        <div className="ib-rows">
          {list.isPending ? <Skeleton rows={8} /> : null}
          {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : null}
          {list.isSuccess && rows.length === 0 ? (
            <Blank title={t(`empty.${box}`)} hint={t(`emptyHint.${box}`)} />
          ) : null}
          {rows.map((row) => (
            <InboxRowItem
              key={`${row.case_id} ${row.task_id}`}
              row={row}
              box={box}
              current={row.case_id === chosen}
              picked={selecting ? picked : undefined}
              onPick={setPicked}
            />
          ))}
          {list.hasNextPage ? (
            <button type="button" className="hy-plain ib-more" onClick={() => void list.fetchNextPage()}>
              {t("loadMore")}
            </button>
          ) : null}
        </div>
        {selecting ? <BatchBar able={able} picked={picked} onPick={setPicked} onDone={() => setPicked(null)} /> : null}
      </section>
      {phone ? null : (
        <section className="ib-doc">
          {chosen ? (
            <CaseView key={chosen} id={chosen} onDone={onDone} ref={handle} />
          ) : list.isSuccess && rows.length ? (
            <Blank title={t("clear")} hint={t("clearHint")} />
          ) : null}
        </section>
      )}
    </div>
  );
}
