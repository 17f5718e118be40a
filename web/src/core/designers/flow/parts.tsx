/** Small inputs that the tabs share. */
import { Button, Input, InputNumber, Select, Switch } from "antd";
import { Languages } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Texts } from "@/api/flow";
import { LANGUAGES } from "@/core/i18n";
import { readDuration, UNITS, type Unit, writeDuration } from "./periods";
import { keyOf, say, written } from "./texts";

export function Labelled({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="fl-field">
      <span className="fl-label">{label}</span>
      {children}
      {hint ? <span className="hy-faint">{hint}</span> : null}
    </div>
  );
}

interface NameProps {
  label: string;
  value: Texts;
  onChange: (value: Texts) => void;
}

/** A name in the person's language; the others open below it. */
export function NameInput({ label, value, onChange }: NameProps) {
  const { t, i18n } = useTranslation("flow");
  const [all, setAll] = useState(false);
  const shown = LANGUAGES.filter((one) => all || one.value === i18n.language);
  return (
    <Labelled label={label}>
      {shown.map((one) => (
        <span key={one.value} className="hy-row" style={{ gap: 4 }}>
          <Input
            aria-label={`${label} ${one.label}`}
            prefix={all ? <span className="hy-faint">{one.short}</span> : undefined}
            value={value[keyOf(one.value)] ?? ""}
            placeholder={say(value, one.value)}
            maxLength={100}
            onChange={(event) => onChange(written(value, one.value, event.target.value))}
          />
          {one === shown[0] ? (
            <Button
              type="text"
              icon={<Languages size={15} />}
              aria-label={t("languages")}
              title={t("languages")}
              aria-expanded={all}
              disabled={false}
              onClick={() => setAll(!all)}
            />
          ) : (
            <span className="fl-beside" />
          )}
        </span>
      ))}
    </Labelled>
  );
}

interface PickProps<T extends string> {
  label: string;
  hint?: string;
  value: T;
  options: { value: T; label: string; disabled?: boolean }[];
  onChange: (value: T) => void;
}

export function Pick<T extends string>({ label, hint, value, options, onChange }: PickProps<T>) {
  return (
    <Labelled label={label} hint={hint}>
      <Select aria-label={label} value={value} options={options} onChange={onChange} popupMatchSelectWidth={false} />
    </Labelled>
  );
}

interface ToggleProps {
  label: string;
  hint?: string;
  value: boolean;
  disabled?: boolean;
  onChange: (value: boolean) => void;
}

export function Toggle({ label, hint, value, disabled, onChange }: ToggleProps) {
  return (
    <div className="fl-toggle">
      <span className="hy-grow">
        <span>{label}</span>
        {hint ? <span className="hy-faint">{hint}</span> : null}
      </span>
      <Switch size="small" aria-label={label} checked={value} disabled={disabled} onChange={onChange} />
    </div>
  );
}

interface NumberProps {
  label: string;
  value: number;
  min?: number;
  max: number;
  onChange: (value: number) => void;
}

export function NumberInput({ label, value, min = 1, max, onChange }: NumberProps) {
  return (
    <Labelled label={label}>
      <InputNumber
        aria-label={label}
        value={value}
        min={min}
        max={max}
        precision={0}
        onChange={(next) => onChange(next ?? min)}
      />
    </Labelled>
  );
}

interface DurationProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A number of days, hours or minutes; another duration is shown as it stands until it is replaced. */
export function DurationInput({ label, value, onChange }: DurationProps) {
  const { t } = useTranslation("flow");
  const [unit, setUnit] = useState<Unit>("hours");
  const found = readDuration(value);
  const current = found?.unit ?? unit;
  return (
    <span className="hy-row fl-duration">
      <InputNumber
        aria-label={label}
        min={0}
        max={9999}
        precision={0}
        value={found?.number ?? null}
        placeholder={value || "–"}
        onChange={(number) => onChange(writeDuration({ number: number ?? 0, unit: current }))}
      />
      <Select
        aria-label={t("unit")}
        value={current}
        options={UNITS.map((one) => ({ value: one, label: t(`units.${one}`) }))}
        onChange={(next: Unit) => {
          setUnit(next);
          if (found) onChange(writeDuration({ number: found.number, unit: next }));
        }}
      />
    </span>
  );
}
