import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Input, Popover } from "antd";
import { Code, GripVertical, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAnnouncements } from "./announce";
import { useDesigner } from "./context";
import { TONES } from "./options";
import { TextsInput } from "./TextsInput";
import type { Choice } from "./types";

interface Props {
  choices: Choice[];
  onChange: (choices: Choice[]) => void;
}

const freeValue = (taken: string[]): string => {
  let n = taken.length + 1;
  while (taken.includes(`option_${n}`)) n += 1;
  return `option_${n}`;
};

/** The choices in their order, each with its colour; several lines pasted into one become several. */
export function ChoicesEditor({ choices, onChange }: Props) {
  const { t } = useTranslation("form");
  const { language } = useDesigner();
  const [values, setValues] = useState(false);
  const [fresh, setFresh] = useState<string>();
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const put = (index: number, part: Partial<Choice>) =>
    onChange(choices.map((one, i) => (i === index ? { ...one, ...part } : one)));
  const insert = (before: Choice[], at: number, labels: string[]) => {
    const next = [...before];
    for (const [i, label] of labels.entries()) {
      const value = freeValue(next.map((one) => one.value));
      next.splice(at + i, 0, { value, label: label ? { [language]: label } : {} });
      setFresh(value);
    }
    onChange(next);
  };
  const paste = (at: number, labels: string[]) => {
    const here = choices[at]!;
    if (here.label[language]) return insert(choices, at + 1, labels);
    const filled = { ...here, label: { ...here.label, [language]: labels[0]! } };
    insert(
      choices.map((one, i) => (i === at ? filled : one)),
      at + 1,
      labels.slice(1),
    );
  };
  return (
    <div className="fd-row">
      <div className="hy-row">
        <span className="hy-grow fd-rowlabel">{t("option.choices")}</span>
        <Button
          size="small"
          type="text"
          icon={<Code size={13} />}
          aria-pressed={values}
          onClick={() => setValues(!values)}
        >
          {t("choices.values")}
        </Button>
      </div>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        accessibility={useAnnouncements()}
        onDragEnd={({ active, over }) => {
          const index = (id: unknown) => choices.findIndex((one) => one.value === id);
          if (over && active.id !== over.id) onChange(arrayMove(choices, index(active.id), index(over.id)));
        }}
      >
        <SortableContext items={choices.map((one) => one.value)} strategy={verticalListSortingStrategy}>
          {choices.map((one, index) => (
            <ChoiceRow
              key={index}
              choice={one}
              index={index}
              values={values}
              fresh={one.value === fresh}
              taken={choices.some((other, i) => i !== index && other.value === one.value)}
              put={(part) => put(index, part)}
              remove={() => onChange(choices.filter((_, i) => i !== index))}
              append={() => insert(choices, index + 1, [""])}
              paste={(labels) => paste(index, labels)}
            />
          ))}
        </SortableContext>
      </DndContext>
      <Button
        size="small"
        type="dashed"
        block
        icon={<Plus size={13} />}
        onClick={() => insert(choices, choices.length, [""])}
      >
        {t("choices.add")}
      </Button>
    </div>
  );
}

interface RowProps {
  choice: Choice;
  index: number;
  values: boolean;
  fresh: boolean;
  taken: boolean;
  put: (part: Partial<Choice>) => void;
  remove: () => void;
  append: () => void;
  paste: (labels: string[]) => void;
}

function ChoiceRow({ choice, index, values, fresh, taken, put, remove, append, paste }: RowProps) {
  const { t } = useTranslation("form");
  const label = t("choices.one", { n: index + 1 });
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition } = useSortable({
    id: choice.value,
    data: { label },
  });
  return (
    <div ref={setNodeRef} className="fd-choice" style={{ transform: CSS.Translate.toString(transform), transition }}>
      <button
        ref={setActivatorNodeRef}
        type="button"
        className="hy-plain fd-grip"
        {...attributes}
        {...listeners}
        aria-label={t("drag.grip", { name: label })}
      >
        <GripVertical size={14} aria-hidden="true" />
      </button>
      <ToneButton label={label} tone={choice.tone} onChange={(tone) => put({ tone })} />
      <div className="hy-grow fd-choice-words">
        <TextsInput
          label={label}
          placeholder={label}
          autoFocus={fresh}
          value={choice.label}
          onPressEnter={append}
          onPaste={(event) => {
            const lines = event.clipboardData
              .getData("text/plain")
              .split(/\r?\n/)
              .map((line) => line.trim());
            const labels = lines.filter(Boolean);
            if (labels.length < 2) return;
            event.preventDefault();
            paste(labels);
          }}
          onChange={(texts) => put({ label: texts })}
        />
        {values ? (
          <Input
            className="fd-code"
            size="small"
            spellCheck={false}
            aria-label={t("choices.value", { name: label })}
            status={taken || !choice.value ? "error" : undefined}
            value={choice.value}
            onChange={(event) => put({ value: event.target.value.trim() })}
          />
        ) : null}
      </div>
      <button
        type="button"
        className="hy-plain fd-small"
        aria-label={t("choices.remove", { name: label })}
        onClick={remove}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}

function ToneButton({ label, tone, onChange }: { label: string; tone?: string; onChange: (tone?: string) => void }) {
  const { t } = useTranslation("form");
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      arrow={false}
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="fd-tones">
          {TONES.map((one) => (
            <button
              key={one}
              type="button"
              className="hy-plain"
              data-tone={one}
              aria-pressed={(tone ?? "neutral") === one}
              aria-label={t(`tone.${one}`)}
              title={t(`tone.${one}`)}
              onClick={() => {
                onChange(one === "neutral" ? undefined : one);
                setOpen(false);
              }}
            />
          ))}
        </div>
      }
    >
      <button
        type="button"
        className="hy-plain fd-tone"
        data-tone={tone ?? "neutral"}
        aria-label={t("choices.tone", { name: label })}
      />
    </Popover>
  );
}
