import { useState } from "react";
import { FormFiller } from "@/core/forms/FormFiller";
import type { Values } from "@/core/forms/types";
import { useSession } from "@/core/session/session";
import type { Design } from "./form/types";

interface Props {
  design: Design;
  device: "desktop" | "phone";
}

/** The form as people will fill it in; what is typed here goes nowhere. */
export function Preview({ design, device }: Props) {
  const { me } = useSession();
  const [values, setValues] = useState<Values>({});
  const initiator = {
    id: me.employee.id,
    name: me.employee.name,
    department: me.employee.department?.label ?? null,
    post: me.employee.post || null,
  };
  return (
    <FormFiller
      design={design}
      values={values}
      onChange={setValues}
      errors={[]}
      modes={{}}
      editing
      initiator={initiator}
      device={device}
    />
  );
}
