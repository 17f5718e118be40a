import { Input } from "antd";
import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";

/** The box in which people write what they look for. */
export function Wanted({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation("designers");
  return (
    <Input
      className="fm-search"
      prefix={<Search size={15} aria-hidden="true" />}
      placeholder={t("search")}
      aria-label={t("search")}
      allowClear
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface Face {
  icon: string;
  category: string;
  name: string;
  children?: ReactNode;
}

/** A form as a card shows it: its sign in the colour of what it is about, its name, and a line more. */
export function CardFace({ icon, category, name, children }: Face) {
  return (
    <>
      <span className="fm-icon" data-category={category}>
        <Icon name={icon} size={20} />
      </span>
      <span className="fm-words">
        <strong>{name}</strong>
        {children}
      </span>
    </>
  );
}

/** Whether any of the texts holds what is looked for. */
export const matches = (wanted: string, ...texts: string[]) =>
  texts.some((text) => text.toLowerCase().includes(wanted.trim().toLowerCase()));
