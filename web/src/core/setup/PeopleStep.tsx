import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input, Upload } from "antd";
import { FileSpreadsheet } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hireRoster, type Invited, invite, previewRoster, readRoster } from "@/api/setup";
import { Links } from "./Links";
import { RosterTable } from "./RosterTable";
import { usePreview } from "./use-preview";
import "./faults.css";
import "./paste.css";

export function PeopleStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("setup");
  const [text, setText] = useState("");
  const [links, setLinks] = useState<Invited[]>([]);
  const preview = usePreview("roster", text, previewRoster);
  const read = useMutation({ mutationFn: readRoster, onSuccess: (answer) => setText(answer.text) });
  const hire = useMutation({
    mutationFn: async (table: string) => {
      const { employees } = await hireRoster(table);
      return invite(employees.map((one) => one.id));
    },
    onSuccess: (made) => {
      setLinks(made);
      setText("");
      onDone();
    },
  });
  const found = text.trim() ? preview.data : undefined;
  const count = found?.rows.length ?? 0;
  const ready = count > 0 && found?.errors === 0 && preview.settled;
  const fault = hire.error ?? read.error ?? (text.trim() ? preview.error : null);
  return (
    <>
      {fault ? <Alert type="error" showIcon title={fault.message} role="alert" /> : null}
      {links.length ? <Links links={links} /> : null}
      <div className="gd-paste">
        <div className="hy-row hy-wrap">
          <label htmlFor="roster" className="hy-grow">
            {t("people.paste")}
          </label>
          <Upload
            accept=".csv,.txt,.xlsx,.xls,.ods"
            showUploadList={false}
            beforeUpload={(file) => {
              read.mutate(file);
              return false;
            }}
          >
            <Button icon={<FileSpreadsheet size={15} />} loading={read.isPending}>
              {t("people.file")}
            </Button>
          </Upload>
        </div>
        <Input.TextArea
          id="roster"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t("people.example")}
          rows={found ? 5 : 9}
          spellCheck={false}
          wrap="off"
        />
        <span className="hy-faint">{t("people.columns")}</span>
      </div>
      {found ? <RosterTable rows={found.rows} /> : null}
      {found ? (
        <div className="gd-act">
          <Button type="primary" disabled={!ready} loading={hire.isPending} onClick={() => hire.mutate(text)}>
            {t("people.hire", { count })}
          </Button>
          {found.errors ? <span className="gd-bad">{t("people.faults", { count: found.errors })}</span> : null}
        </div>
      ) : null}
    </>
  );
}
