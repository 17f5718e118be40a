import type { ReactNode } from "react";
import { Link } from "react-router";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";

export interface CardProps {
  grip: ReactNode;
}

interface Props extends CardProps {
  title: string;
  count?: number | null;
  to?: { path: string; label: string };
  query: { isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown };
  empty?: string | false;
  children: ReactNode;
}

export function Card({ title, count, to, query, empty, grip, children }: Props) {
  return (
    <section className="hy-panel wb-card">
      <header className="hy-panel-head">
        <h2 className="hy-row">
          {title}
          {count ? <span className="wb-count hy-num">{count}</span> : null}
        </h2>
        {to ? <Link to={to.path}>{to.label}</Link> : null}
        {grip}
      </header>
      <div className="wb-body">
        {query.isPending ? (
          <Skeleton rows={4} />
        ) : query.isError ? (
          <Failure error={query.error} retry={() => void query.refetch()} />
        ) : empty ? (
          <p className="wb-empty">{empty}</p>
        ) : (
          children
        )}
      </div>
    </section>
  );
}
