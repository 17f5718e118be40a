import { useQuery } from "@tanstack/react-query";
import { fillingDesign } from "@/api/forms";
import { useSession } from "@/core/session/session";

/** The form behind documents, as this person may fill it in. */
export const useFilling = (name: string) =>
  useQuery({ queryKey: ["forms", "filling", name], queryFn: () => fillingDesign(name), staleTime: 60_000 });

/** Who submits, as formulas know them: whoever is signed in, unless the document is somebody else's already. */
export function useInitiator(owner?: { id: number; label: string } | null) {
  const { me } = useSession();
  if (owner && owner.id !== me.employee.id)
    return { id: owner.id, name: owner.label, department: null as string | null, post: null as string | null };
  return {
    id: me.employee.id,
    name: me.employee.name,
    department: me.employee.department?.label ?? null,
    post: me.employee.post || null,
  };
}
