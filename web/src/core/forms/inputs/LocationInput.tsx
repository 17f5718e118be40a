import { Button, Input } from "antd";
import { LocateFixed } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { said } from "../texts";
import type { Values } from "../types";
import type { InputProps } from "./props";

const PAIR = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

/** "31.2304, 121.4737" as a place; null for anything else. */
export function placeOf(text: string): { latitude: number; longitude: number } | null {
  const [, north, east] = PAIR.exec(text) ?? [];
  const [latitude, longitude] = [Number(north), Number(east)];
  return north && east && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

export const degrees = (place: Values): string =>
  place.latitude === undefined ? "" : `${Number(place.latitude).toFixed(5)}, ${Number(place.longitude).toFixed(5)}`;

/** Where one is: asked of the device on request, or typed where the device does not tell. */
export default function LocationInput({ id, field, value, invalid, describedBy, autoFocus, onChange }: InputProps) {
  const { t } = useTranslation("forms");
  const place = (value ?? {}) as Values;
  const [label, setLabel] = useState(String(place.label ?? ""));
  const [typed, setTyped] = useState(degrees(place));
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  const found = placeOf(typed);
  const put = (at: { latitude: number; longitude: number } | null, name: string) =>
    onChange(at ? { ...at, label: name } : null);
  const locate = () => {
    if (!navigator.geolocation) return setTold(t("location.unable"));
    setBusy(true);
    setTold("");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = { latitude: Number(coords.latitude.toFixed(6)), longitude: Number(coords.longitude.toFixed(6)) };
        setBusy(false);
        setTyped(degrees(at));
        setTold(t("location.within", { metres: Math.round(coords.accuracy) }));
        put(at, label);
      },
      () => {
        setBusy(false);
        setTold(t("location.unable"));
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  return (
    <div className="fl-location" role="group" aria-label={said(field.label)}>
      <div className="hy-row">
        <Input
          id={id}
          autoFocus={autoFocus}
          value={label}
          maxLength={300}
          status={invalid ? "error" : undefined}
          placeholder={t("location.name")}
          aria-describedby={describedBy}
          onChange={(event) => {
            setLabel(event.target.value);
            if (found) put(found, event.target.value);
          }}
        />
        <Button icon={<LocateFixed size={15} />} loading={busy} onClick={locate}>
          {t("location.locate")}
        </Button>
      </div>
      <Input
        value={typed}
        status={typed && !found ? "error" : undefined}
        placeholder={t("location.degreesHint")}
        aria-label={t("location.degrees")}
        className="fl-code"
        onChange={(event) => {
          setTyped(event.target.value);
          put(placeOf(event.target.value), label);
        }}
      />
      <span className="hy-faint" role="status">
        {told || (label && !found ? t("location.missing") : "")}
      </span>
    </div>
  );
}
