import { Button } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { findingsAt, useDesigner } from "./context";
import { FeelInput } from "./FeelInput";
import { Group, Row } from "./Row";
import type { Field } from "./types";

const PARTS = ["visible", "needed", "locked", "formula"] as const;

interface Props {
  field: Field;
  path: string;
  owner: string | null;
  /** Somebody fills it in, so that it can be required and closed. */
  written: boolean;
  computable: boolean;
  put: (part: Partial<Field>) => void;
}

/** When the field shows, must be filled in or is closed, and how it is computed. */
export function Logic({ field, path, owner, written, computable, put }: Props) {
  const { t } = useTranslation("form");
  const { findings } = useDesigner();
  const [opened, setOpened] = useState<string[]>(() => PARTS.filter((part) => field[part]));
  const fits = { visible: true, needed: written, locked: written, formula: computable };
  const parts = PARTS.filter((part) => fits[part] || field[part]);
  const isOpen = (part: (typeof PARTS)[number]) =>
    opened.includes(part) || Boolean(field[part]) || findingsAt(findings, `${path}.${part}`).length > 0;
  const closed = parts.filter((part) => !isOpen(part));
  return (
    <Group title={t("logic.title")}>
      {parts.filter(isOpen).map((part) => (
        <Row key={part} label={t(`logic.${part}`)} hint={t(`logic.about.${part}`)} path={`${path}.${part}`}>
          {(id) => (
            <FeelInput
              id={id}
              owner={owner}
              autoFocus={opened.at(-1) === part && !field[part]}
              faulty={findingsAt(findings, `${path}.${part}`).some((one) => one.level === "error")}
              value={field[part] ?? ""}
              onChange={(text) => put({ [part]: text })}
            />
          )}
        </Row>
      ))}
      {closed.length ? (
        <div className="fd-adders">
          {closed.map((part) => (
            <Button
              key={part}
              size="small"
              icon={<Plus size={13} />}
              title={t(`logic.about.${part}`)}
              onClick={() => setOpened([...opened, part])}
            >
              {t(`logic.${part}`)}
            </Button>
          ))}
        </div>
      ) : null}
    </Group>
  );
}
