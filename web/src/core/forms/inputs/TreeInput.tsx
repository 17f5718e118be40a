import { Cascader } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { regionsWithin } from "@/api/papers";
import { said } from "../texts";
import type { Branch, Values } from "../types";
import { type InputProps, shared } from "./props";

interface Node {
  value: string;
  label: string;
  isLeaf?: boolean;
  children?: Node[];
}

const nodesOf = (tree: Branch[] = []): Node[] =>
  tree.map(({ value, label, children }) => ({
    value,
    label: said(label),
    children: children?.length ? nodesOf(children) : undefined,
  }));

export default function TreeInput(props: InputProps) {
  return props.field.type === "region" ? <RegionInput {...props} /> : <CascadeInput {...props} />;
}

/** A way through a tree, down to its last level. */
function CascadeInput(props: InputProps) {
  const { field, value, cell, onChange } = props;
  const { t } = useTranslation("forms");
  return (
    <Cascader
      {...shared(props)}
      className="fl-whole"
      options={nodesOf(field.tree)}
      showSearch
      placeholder={cell ? undefined : t("input.choose")}
      value={(Array.isArray(value) ? value : undefined) as string[] | undefined}
      onChange={(next) => onChange(next?.length ? next : null)}
    />
  );
}

const withChildren = (nodes: Node[], within: string, children: Node[]): Node[] =>
  nodes.map((node) =>
    node.value === within
      ? { ...node, children }
      : node.children
        ? { ...node, children: withChildren(node.children, within, children) }
        : node,
  );

/** A place of the country, level by level; each is asked for when it is opened. */
function RegionInput(props: InputProps) {
  const { field, cell, onChange } = props;
  const { t } = useTranslation("forms");
  const depth = field.depth ?? 3;
  const value = props.value as Values | null | undefined;
  const [nodes, setNodes] = useState<Node[]>([]);
  const [open, setOpen] = useState(false);
  const load = async (within: string, level: number): Promise<Node[]> => {
    const { rows } = await regionsWithin(within);
    return rows.map(({ code, label, leaf }) => ({ value: code, label, isLeaf: leaf || level >= depth }));
  };
  const started = nodes.length > 0;
  useEffect(() => {
    if (!open || started) return;
    let live = true;
    regionsWithin("").then(
      ({ rows }) =>
        live && setNodes(rows.map(({ code, label, leaf }) => ({ value: code, label, isLeaf: leaf || depth <= 1 }))),
      () => live && setOpen(false),
    );
    return () => {
      live = false;
    };
  }, [open, started, depth]);
  return (
    <Cascader
      {...shared(props)}
      className="fl-whole"
      options={nodes}
      changeOnSelect
      open={open}
      onOpenChange={setOpen}
      placeholder={cell ? undefined : t("input.chooseRegion")}
      value={value?.code ? [String(value.code)] : undefined}
      displayRender={() => String(value?.label ?? "")}
      loadData={(path) => {
        const last = path.at(-1) as Node;
        void load(last.value, path.length + 1).then((children) =>
          setNodes((now) => withChildren(now, last.value, children)),
        );
      }}
      onChange={(next, chosen) => {
        const code = next?.at(-1);
        const label = (chosen ?? []).map((node) => (node as unknown as Node).label).join(" ");
        onChange(code ? { code: String(code), label } : null);
      }}
    />
  );
}
