import { App, Button, Input, Segmented } from "antd";
import { Eraser, PenLine } from "lucide-react";
import { type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fileAddress, upload } from "@/api/resources";
import { said } from "../texts";
import { attachedOf } from "./FilesInput";
import type { InputProps } from "./props";

const WIDTH = 640;
const HEIGHT = 200;
const INK = "#1b2223";

/** A signature, drawn by hand or finger, or typed by those who cannot draw; kept as a picture. */
export default function SignatureInput({ id, field, value, invalid, describedBy, onChange }: InputProps) {
  const { t } = useTranslation("forms");
  const [signed] = attachedOf(value);
  if (!signed)
    return <Pad id={id} name={said(field.label)} invalid={invalid} describedBy={describedBy} onDone={onChange} />;
  return (
    <div className="fl-signed">
      <img src={fileAddress(signed.id)} alt={t("signature.alt")} />
      <Button id={id} size="small" icon={<PenLine size={14} />} onClick={() => onChange(null)}>
        {t("signature.again")}
      </Button>
    </div>
  );
}

interface PadProps {
  id?: string;
  name: string;
  invalid?: boolean;
  describedBy?: string;
  onDone: (value: unknown) => void;
}

const blobOf = (canvas: HTMLCanvasElement) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));

function Pad({ id, name, invalid, describedBy, onDone }: PadProps) {
  const { t } = useTranslation("forms");
  const { message } = App.useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [way, setWay] = useState<"draw" | "type">("draw");
  const [typed, setTyped] = useState("");
  const [inked, setInked] = useState(false);
  const [busy, setBusy] = useState(false);
  const pen = () => canvas.current!.getContext("2d")!;
  const clear = () => {
    pen().clearRect(0, 0, WIDTH, HEIGHT);
    setInked(false);
    setTyped("");
  };
  const at = (event: PointerEvent<HTMLCanvasElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDTH) / box.width, ((event.clientY - box.top) * HEIGHT) / box.height];
  };
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    if (way !== "draw") return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    Object.assign(pen(), { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: INK });
    pen().beginPath();
    pen().moveTo(...at(event));
    pen().lineTo(...at(event));
    pen().stroke();
    setInked(true);
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    pen().lineTo(...at(event));
    pen().stroke();
  };
  const write = (text: string) => {
    const ink = pen();
    ink.clearRect(0, 0, WIDTH, HEIGHT);
    setTyped(text);
    setInked(Boolean(text.trim()));
    const size = Math.min(96, Math.floor((WIDTH - 60) / Math.max(2, [...text].length)));
    Object.assign(ink, { fillStyle: INK, textAlign: "center", textBaseline: "middle" });
    ink.font = `italic ${size}px "Kaiti SC", KaiTi, STKaiti, "BiauKai", "Segoe Script", "Snell Roundhand", cursive`;
    ink.fillText(text, WIDTH / 2, HEIGHT / 2);
  };
  const done = async () => {
    setBusy(true);
    try {
      const picture = await blobOf(canvas.current!);
      if (!picture) return;
      const file = await upload(new File([picture], "signature.png", { type: "image/png" }));
      onDone({ id: file.id, name: file.name });
    } catch (error) {
      void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="fl-pad" role="group" aria-label={name} data-fault={invalid}>
      <div className="fl-pad-head">
        <Segmented
          size="small"
          value={way}
          aria-label={t("signature.way")}
          options={[
            { value: "draw", label: t("signature.draw") },
            { value: "type", label: t("signature.type") },
          ]}
          onChange={(next) => {
            clear();
            setWay(next as "draw" | "type");
          }}
        />
        <span className="hy-grow" />
        <Button size="small" type="text" icon={<Eraser size={14} />} disabled={!inked} onClick={clear}>
          {t("signature.clear")}
        </Button>
        <Button size="small" type="primary" loading={busy} disabled={!inked} onClick={() => void done()}>
          {t("signature.use")}
        </Button>
      </div>
      {way === "type" ? (
        <Input
          id={id}
          value={typed}
          maxLength={40}
          placeholder={t("signature.name")}
          aria-label={t("signature.name")}
          aria-describedby={describedBy}
          autoComplete="name"
          onChange={(event) => write(event.target.value)}
        />
      ) : null}
      <div className="fl-paper">
        <canvas
          ref={canvas}
          width={WIDTH}
          height={HEIGHT}
          data-way={way}
          role="img"
          aria-label={t("signature.paper")}
          onPointerDown={down}
          onPointerMove={move}
        />
        {inked ? null : <span aria-hidden="true">{way === "draw" ? t("signature.here") : ""}</span>}
      </div>
    </div>
  );
}
