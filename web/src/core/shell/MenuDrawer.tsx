import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { useSession } from "@/core/session/session";
import { Menu } from "./Sidebar";

export default function MenuDrawer({ onClose, todo }: { onClose: () => void; todo: number }) {
  const { t } = useTranslation("shell");
  const { me } = useSession();
  return (
    <Drawer
      open
      placement="left"
      size={300}
      onClose={onClose}
      title={me.employee?.company.label ?? t("nav.menu")}
      styles={{ body: { padding: 8 } }}
    >
      <Menu folded={false} todo={todo} />
    </Drawer>
  );
}
