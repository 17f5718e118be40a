import { Button, Checkbox, Popover } from "antd";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Resource } from "@/api/types";

interface Props {
  resource: Resource;
  columns: string[];
  onChange: (columns: string[]) => void;
  children: ReactNode;
}

export function ColumnChooser({ resource, columns, onChange, children }: Props) {
  const { t } = useTranslation("resource");
  const fields = resource.fields.filter((f) => !["lines", "file", "image", "json", "richtext"].includes(f.kind));
  const chosen = columns.flatMap((name) => fields.find((f) => f.name === name) ?? []);
  const rest = fields.filter((f) => !columns.includes(f.name));
  const move = (index: number, step: number) => {
    const next = [...columns];
    const [name] = next.splice(index, 1);
    next.splice(index + step, 0, name!);
    onChange(next);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      content={
        <div className="cc">
          {[...chosen, ...rest].map((field) => {
            const index = columns.indexOf(field.name);
            return (
              <div key={field.name} className="cc-row">
                <Checkbox
                  checked={index >= 0}
                  disabled={index >= 0 && columns.length === 1}
                  onChange={() =>
                    onChange(index >= 0 ? columns.filter((c) => c !== field.name) : [...columns, field.name])
                  }
                >
                  {field.label}
                </Checkbox>
                {index >= 0 ? (
                  <span>
                    <Button
                      size="small"
                      type="text"
                      disabled={index === 0}
                      icon={<ArrowUp size={13} />}
                      aria-label={t("columns.up", { label: field.label })}
                      onClick={() => move(index, -1)}
                    />
                    <Button
                      size="small"
                      type="text"
                      disabled={index === columns.length - 1}
                      icon={<ArrowDown size={13} />}
                      aria-label={t("columns.down", { label: field.label })}
                      onClick={() => move(index, 1)}
                    />
                  </span>
                ) : null}
              </div>
            );
          })}
          <Button type="text" size="small" onClick={() => onChange(resource.list.columns)}>
            {t("columns.reset")}
          </Button>
        </div>
      }
    >
      {children}
    </Popover>
  );
}
