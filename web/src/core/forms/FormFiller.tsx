import { Alert } from "antd";
import { useCallback, useMemo, useRef } from "react";
import type { FieldFault } from "@/api/problem";
import { usePhone } from "@/ui/useWide";
import { Blocks } from "./Blocks";
import { faultsOf } from "./faults";
import { Filler } from "./filling";
import type { Design, FieldModes, Initiator, Values } from "./types";
import { useLookups } from "./use-lookups";
import "./forms.css";

export interface FormFillerProps {
  design: Design;
  values: Values;
  onChange: (values: Values) => void;
  errors: FieldFault[];
  /** What a step or a role makes of fields; columns of lines are `lines.price`. */
  modes?: FieldModes;
  /** False: the form is read. */
  editing: boolean;
  initiator: Initiator;
  device?: "desktop" | "phone";
  /** The document's form and id, for which the server looks values up. */
  paper?: { name: string; id?: number | null };
  autoFocus?: boolean;
}

const NO_MODES: FieldModes = {};

/** A designed form, filled in or read. Formulas and conditions are worked out while one types; the server has the last word. */
export function FormFiller(props: FormFillerProps) {
  const { design, values, errors, modes = NO_MODES, editing, initiator, device, paper, autoFocus } = props;
  const phone = usePhone();
  const narrow = device ? device === "phone" : phone;
  const { id, name, department, post } = initiator;
  const filler = useMemo(
    () => new Filler(design, { id, name, department, post }),
    [design, id, name, department, post],
  );
  const filled = useMemo(() => filler.fill(values), [filler, values]);
  const latest = useRef({ values: filled.values, onChange: props.onChange });
  latest.current = { values: filled.values, onChange: props.onChange };
  /** Two changes before the next drawing (a file that arrives while one types) are both kept. */
  const merge = useCallback(
    (part: Values) => {
      latest.current.values = filler.fill({ ...latest.current.values, ...part }).values;
      latest.current.onChange(latest.current.values);
    },
    [filler],
  );
  const change = useCallback((field: string, value: unknown) => merge({ [field]: value }), [merge]);
  useLookups({ design, values: filled.values, modes, paper, enabled: editing, merge });
  const faults = useMemo(() => faultsOf(design, errors), [design, errors]);
  return (
    <div className="fl" data-narrow={narrow} data-editing={editing}>
      {faults.loose.length ? (
        <Alert type="error" showIcon role="alert" title={faults.loose.join(" ")} className="fl-loose" />
      ) : null}
      <Blocks
        design={design}
        filler={filler}
        filled={filled}
        faults={faults}
        modes={modes}
        editing={editing}
        narrow={narrow}
        autoFocus={autoFocus}
        onChange={change}
      />
    </div>
  );
}
