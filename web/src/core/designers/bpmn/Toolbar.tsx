import { App, Button, Select, Tooltip } from "antd";
import { Download, FolderOpen, type LucideIcon, Maximize, Redo2, Search, Undo2, ZoomIn, ZoomOut } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "./desk";
import { nameIn } from "./modeler/names";
import { is, type Stack } from "./modeler/parts";
import { find, showAll, zoomBy } from "./modeler/view";

interface Props {
  canUndo: boolean;
  canRedo: boolean;
  onGo: (node: string) => void;
  onOpen: (xml: string) => void;
}

const MOST_BYTES = 2_000_000;

/** Undo and redo, looking about, and files. */
export function Toolbar({ canUndo, canRedo, onGo, onOpen }: Props) {
  const { t } = useTranslation("bpmn");
  const { message } = App.useApp();
  const { viewer, registry, editing, language, shape, part } = useDesk();
  const picker = useRef<HTMLInputElement>(null);
  const nodes = registry
    .filter((one) => !one.labelTarget && is(one.businessObject, "FlowNode"))
    .map(({ id, businessObject }) => ({ value: id, label: nameIn(businessObject, language) || id }));
  const stack = () => viewer.get<Stack>("commandStack");
  const save = async () => {
    const { xml = "" } = await viewer.saveXML({ format: true });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([xml], { type: "application/xml" }));
    link.download = `${part.id && is(part, "Process") ? part.id : "process"}.bpmn`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 0);
  };
  const load = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > MOST_BYTES) void message.error(t("tool.tooLarge"));
    else onOpen(await file.text());
  };
  return (
    <div className="bd-toolbar" role="toolbar" aria-label={t("tool.bar")}>
      {editing ? (
        <>
          <Tool icon={Undo2} title={t("tool.undo")} off={!canUndo} onClick={() => stack().undo()} />
          <Tool icon={Redo2} title={t("tool.redo")} off={!canRedo} onClick={() => stack().redo()} />
          <i aria-hidden="true" />
        </>
      ) : null}
      <Tool icon={ZoomOut} title={t("tool.smaller")} onClick={() => zoomBy(viewer, -1)} />
      <Tool icon={ZoomIn} title={t("tool.larger")} onClick={() => zoomBy(viewer, 1)} />
      <Tool icon={Maximize} title={t("tool.fit")} onClick={() => showAll(viewer)} />
      {editing ? <Tool icon={Search} title={t("tool.find")} className="bd-find" onClick={() => find(viewer)} /> : null}
      <Select
        className="bd-nodes"
        aria-label={t("tool.go")}
        placeholder={t("tool.go")}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        value={nodes.some((one) => one.value === shape.id) ? shape.id : null}
        options={nodes}
        onChange={onGo}
      />
      <span className="hy-grow" />
      {editing ? <Tool icon={FolderOpen} title={t("tool.open")} onClick={() => picker.current?.click()} /> : null}
      <Tool icon={Download} title={t("tool.save")} onClick={() => void save()} />
      <input
        ref={picker}
        type="file"
        hidden
        accept=".bpmn,.xml"
        onChange={(event) => {
          void load(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </div>
  );
}

interface ToolProps {
  icon: LucideIcon;
  title: string;
  off?: boolean;
  className?: string;
  onClick: () => void;
}

function Tool({ icon: Sign, title, off, className, onClick }: ToolProps) {
  return (
    <Tooltip title={title}>
      <Button
        type="text"
        className={className}
        aria-label={title}
        disabled={off}
        icon={<Sign size={16} />}
        onClick={onClick}
      />
    </Tooltip>
  );
}
