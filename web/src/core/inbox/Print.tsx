import { Button, Dropdown } from "antd";
import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";

const FORMATS = ["pdf", "docx", "xlsx"] as const;

/** The case on paper: sealed and with a code by which it is verified, or for other programs. */
export function Print({ id }: { id: number }) {
  const { t } = useTranslation("inbox");
  const items = FORMATS.map((format) => ({
    key: format,
    label: (
      <a href={`/api/v1/workflow/cases/${id}/pdf?format=${format}`} download>
        {t(`print.${format}`)}
      </a>
    ),
  }));
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button size="small" type="text" icon={<Printer size={14} />}>
        {t("print.open")}
      </Button>
    </Dropdown>
  );
}
