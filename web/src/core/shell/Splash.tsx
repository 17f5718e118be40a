import { Mark } from "@/ui/Logo";

/** The first paint while the session is asked for. */
export function Splash() {
  return (
    <div style={{ height: "100%", display: "grid", placeItems: "center", opacity: 0.85 }} aria-busy="true">
      <Mark size={44} />
    </div>
  );
}
