import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type DesignedForm, designs } from "@/api/forms";
import { FormDesigner } from "./form/FormDesigner";
import { Preview } from "./Preview";
import type { useDesign } from "./use-design";

interface Props {
  desk: ReturnType<typeof useDesign>;
  form: DesignedForm;
}

/** What is filled in. */
export default function FormStep({ desk, form }: Props) {
  const others = useQuery({ queryKey: ["forms", "designs"], queryFn: designs });
  const forms = useMemo(
    () => (others.data?.rows ?? []).map((row) => ({ code: row.code, name: row.name })),
    [others.data],
  );
  if (!desk.draft) return null;
  return (
    <FormDesigner
      design={desk.draft.design}
      onChange={(design) => desk.change({ design })}
      findings={desk.findings.form}
      fixed={form.fixed}
      forms={forms}
      preview={(design, device) => <Preview design={design} device={device} />}
    />
  );
}
