import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { type PictureShape, readPicture, type Step } from "@/api/workflow";
import { Failure } from "@/core/shell/Failure";
import { minute } from "@/kit/dates";
import { Skeleton } from "@/ui/Blank";
import "./picture.css";

const TONES: Record<PictureShape["state"], string> = {
  current: "blue",
  done: "green",
  skipped: "neutral",
  stopped: "red",
  future: "neutral",
  idle: "neutral",
};
const STATES = ["done", "current", "future", "skipped", "stopped"] as const;
const MARGIN = 16;

interface Props {
  id: number;
  steps: Step[];
  onClose: () => void;
}

/** One case on the diagram of its process: where it was, is, and would come to. */
export default function CasePicture({ id, steps, onClose }: Props) {
  const { t } = useTranslation("inbox");
  const query = useQuery({ queryKey: ["case", id, "picture"], queryFn: () => readPicture(id) });
  return (
    <Modal open onCancel={onClose} footer={null} width="min(1200px, 96vw)" title={t("picture.title")} centered>
      {query.isPending ? <Skeleton rows={6} /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data ? (
        <>
          <div className="cp" role="img" aria-label={t("picture.title")}>
            <svg
              width={query.data.width + 2 * MARGIN}
              height={query.data.height + 2 * MARGIN}
              viewBox={`${-MARGIN} ${-MARGIN} ${query.data.width + 2 * MARGIN} ${query.data.height + 2 * MARGIN}`}
            >
              <title>{t("picture.title")}</title>
              {query.data.shapes.map((shape) => (
                <Shape key={shape.id} shape={shape} steps={steps.filter((step) => step.node === shape.id)} />
              ))}
              {query.data.edges.map((edge) => (
                <g
                  key={edge.id}
                  className="cp-edge"
                  data-taken={edge.taken}
                  data-tone={edge.taken ? "green" : "neutral"}
                >
                  <polyline points={edge.points.map((p) => `${p.x},${p.y}`).join(" ")} />
                  <Arrow points={edge.points} />
                  {edge.name ? <EdgeName name={edge.name} points={edge.points} /> : null}
                </g>
              ))}
            </svg>
          </div>
          <ul className="cp-legend">
            {STATES.filter((state) => query.data.shapes.some((shape) => shape.state === state)).map((state) => (
              <li key={state} data-state={state} data-tone={TONES[state]}>
                <i /> {t(`picture.${state}`)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Modal>
  );
}

type Points = { x: number; y: number }[];

/** The head of a flow, in the direction of its last piece. */
function Arrow({ points }: { points: Points }) {
  const [from, to] = points.slice(-2);
  if (!from || !to) return null;
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return <path d="M0 0 L-8 -4 L-8 4 Z" transform={`translate(${to.x} ${to.y}) rotate(${angle})`} />;
}

/** The name of a flow stands above the piece on which there is most room. */
function EdgeName({ name, points }: { name: string; points: Points }) {
  const pieces = points.slice(1).map((to, i) => ({ from: points[i]!, to }));
  const flat = pieces.filter(({ from, to }) => from.y === to.y);
  const room = ({ from, to }: { from: { x: number }; to: { x: number } }) => Math.abs(to.x - from.x);
  const { from, to } = (flat.length ? flat : pieces).reduce((best, one) => (room(one) > room(best) ? one : best));
  return (
    <text x={(from.x + to.x) / 2} y={(from.y + to.y) / 2 - 6} textAnchor="middle">
      {name.length > 12 ? `${name.slice(0, 11)}…` : name}
      <title>{name}</title>
    </text>
  );
}

function Shape({ shape, steps }: { shape: PictureShape; steps: Step[] }) {
  const { t } = useTranslation("inbox");
  const people = [...new Set(steps.flatMap((step) => step.people.map((one) => one.label)))];
  const told = [
    shape.name,
    shape.state === "idle" ? "" : t(`picture.${shape.state}`),
    people.join(", "),
    shape.entered_at ? `${minute(shape.entered_at)} – ${shape.ended_at ? minute(shape.ended_at) : ""}` : "",
    shape.visits > 1 ? t("picture.visits", { count: shape.visits }) : "",
  ].filter(Boolean);
  const { x, y, width, height } = shape;
  const around = shape.kind === "participant" || shape.kind === "lane";
  const gateway = shape.kind.endsWith("Gateway");
  const event = shape.kind.endsWith("Event");
  const box = around || shape.kind.endsWith("rocess") || shape.kind === "transaction";
  return (
    <g className="cp-shape" data-state={shape.state} data-tone={TONES[shape.state]} data-kind={shape.kind}>
      <title>{told.join("\n")}</title>
      {event ? (
        <circle
          cx={x + width / 2}
          cy={y + height / 2}
          r={width / 2}
          className={shape.kind === "endEvent" ? "cp-end" : ""}
        />
      ) : gateway ? (
        <path
          d={`M${x + width / 2} ${y} l${width / 2} ${height / 2} l${-width / 2} ${height / 2} l${-width / 2} ${-height / 2} Z`}
        />
      ) : (
        <rect x={x} y={y} width={width} height={height} rx={around ? 0 : 8} className={box ? "cp-box" : ""} />
      )}
      {gateway ? (
        <text x={x + width / 2} y={y + height / 2 + 6} textAnchor="middle" className="cp-sign">
          {{ parallelGateway: "+", inclusiveGateway: "○", complexGateway: "✱", eventBasedGateway: "◇" }[shape.kind] ??
            "×"}
        </text>
      ) : null}
      {box ? (
        <text x={x + 10} y={y + 18}>
          {shape.name}
        </text>
      ) : gateway || event ? (
        <text x={x + width / 2} y={y + height + 16} textAnchor="middle">
          {shape.name}
        </text>
      ) : (
        <foreignObject x={x} y={y} width={width} height={height}>
          <div className="cp-text">
            <b>{shape.name}</b>
            {people.length ? <span>{people.join(", ")}</span> : null}
          </div>
        </foreignObject>
      )}
    </g>
  );
}
