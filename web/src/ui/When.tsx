import { exact, type Moment, relative } from "@/kit/dates";

/** Relative within a week, the exact moment on hover. */
export function When({ at }: { at: Moment }) {
  if (!at) return null;
  return (
    <time dateTime={at} title={exact(at)} className="hy-num">
      {relative(at)}
    </time>
  );
}
