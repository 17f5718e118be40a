import { useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Input, Segmented } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { create } from "@/api/resources";
import type { Entry, Resource } from "@/api/types";
import { pick } from "@/core/resource/lookup";
import { uuid } from "@/kit/ids";
import { load, save } from "@/kit/storage";

const HOUR = 9;
const NEXT: [key: "tomorrow" | "days3" | "week" | "month", days: number][] = [
  ["tomorrow", 1],
  ["days3", 3],
  ["week", 7],
  ["month", 30],
];
const after = (days: number): Dayjs => dayjs().add(days, "day").hour(HOUR).minute(0).second(0).millisecond(0);

/** One box for what was said and when to speak again; what is typed survives a closed tab. */
export function Composer({ target, record, link = "customer" }: { target: Resource; record: Entry; link?: string }) {
  const { t } = useTranslation("crm");
  const { message } = App.useApp();
  const client = useQueryClient();
  const draft = `follow-up.${link === "customer" ? "" : `${link}.`}${record.id}`;
  const [text, setText] = useState(() => load(draft, ""));
  const [next, setNext] = useState<Dayjs | null>(null);
  const [key, setKey] = useState(uuid);
  const [busy, setBusy] = useState(false);
  const method = pick(target, "method", "kind", "channel");
  const [how, setHow] = useState<string>(() => String(method?.default ?? method?.choices?.[0]?.value ?? ""));
  const content = pick(target, "content", "note", "summary", "text");
  const nextField = pick(target, "next_at", "next_follow_up_at", "next_on");
  const when = pick(target, "happened_at", "followed_at", "at");
  if (!content) return null;

  const keep = (value: string) => {
    setText(value);
    save(draft, value || undefined);
  };
  const submit = async () => {
    setBusy(true);
    try {
      await create(
        target,
        {
          [link]: record.id,
          [content.name]: text.trim(),
          ...(method ? { [method.name]: how } : {}),
          ...(nextField && next
            ? { [nextField.name]: nextField.kind === "date" ? next.format("YYYY-MM-DD") : next.toISOString() }
            : {}),
          ...(when?.required ? { [when.name]: dayjs().toISOString() } : {}),
        },
        key,
      );
      keep("");
      setNext(null);
      setKey(uuid());
      void message.success(t("composer.saved"));
      for (const kind of ["rows", "record"]) void client.invalidateQueries({ queryKey: [kind] });
    } catch (error) {
      setKey(uuid());
      void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="co" aria-label={t("composer.title")}>
      {method?.choices?.length ? (
        <Segmented
          size="small"
          aria-label={method.label}
          value={how}
          options={method.choices.map((c) => ({ value: c.value, label: c.label }))}
          onChange={setHow}
        />
      ) : null}
      <Input.TextArea
        variant="borderless"
        autoSize={{ minRows: 2, maxRows: 10 }}
        placeholder={t("composer.placeholder")}
        aria-label={content.label}
        value={text}
        onChange={(e) => keep(e.target.value)}
        onKeyDown={(e) => (e.ctrlKey || e.metaKey) && e.key === "Enter" && text.trim() && void submit()}
      />
      <footer>
        {nextField ? (
          <>
            <span className="hy-faint">{nextField.label}</span>
            {NEXT.map(([name, days]) => (
              <button
                key={name}
                type="button"
                className="co-next hy-plain hy-touch"
                aria-pressed={next?.isSame(after(days), "day") ?? false}
                onClick={() => setNext(after(days))}
              >
                {t(`composer.${name}`)}
              </button>
            ))}
            <DatePicker
              size="small"
              aria-label={nextField.label}
              showTime={nextField.kind === "date" ? false : { format: "HH:mm", minuteStep: 15 }}
              format={nextField.kind === "date" ? "MM-DD" : "MM-DD HH:mm"}
              value={next}
              onChange={setNext}
              style={{ width: 130 }}
            />
          </>
        ) : null}
        <span className="hy-grow" />
        <Button type="primary" disabled={!text.trim()} loading={busy} onClick={() => void submit()}>
          {t("composer.send")}
        </Button>
      </footer>
    </section>
  );
}
