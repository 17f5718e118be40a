import { Button } from "antd";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Invited, link } from "@/api/setup";
import "./faults.css";
import "./links.css";

/** Fresh links: shown this once, to be handed to each person. */
export function Links({ links }: { links: Invited[] }) {
  const { t } = useTranslation("setup");
  const good = links.filter((one) => one.ok && one.path);
  const all = good.map((one) => `${one.name}\t${link(one.path!)}`).join("\n");
  return (
    <section className="gd-links">
      <header className="hy-row hy-wrap">
        <div className="hy-grow">
          <h2>{t("links.title", { count: good.length })}</h2>
          <p className="hy-muted">{t("links.hint")}</p>
        </div>
        {good.length > 1 ? <CopyButton text={all} label={t("links.copyAll")} /> : null}
      </header>
      <ul>
        {links.map((one) => (
          <li key={one.id}>
            <b className="hy-ellipsis">{one.name ?? one.id}</b>
            {one.ok && one.path ? (
              <>
                <code className="hy-ellipsis hy-grow">{link(one.path)}</code>
                <CopyButton text={link(one.path)} label={t("links.copy")} />
              </>
            ) : (
              <span className="gd-bad hy-grow">{one.problem?.title ?? t("links.shownBefore")}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation("setup");
  const [copied, setCopied] = useState(false);
  return (
    <Button
      size="small"
      icon={copied ? <Check size={14} /> : <Copy size={14} />}
      onClick={() => {
        void copy(text).then(() => setCopied(true));
      }}
    >
      {copied ? t("links.copied") : label}
    </Button>
  );
}

/** The clipboard is open to secure pages only; elsewhere the old way still works. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
