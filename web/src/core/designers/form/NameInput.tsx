import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesigner } from "./context";
import { nameOf, ownerOf, refOf, siblings } from "./design";
import { Row } from "./Row";
import { rename } from "./rename";
import { NAME, RESERVED } from "./types";

/** The name that formulas and programs use: free until the form is published, then kept. */
export function NameInput({ fieldRef, path, fixed }: { fieldRef: string; path: string; fixed: boolean }) {
  const { t } = useTranslation("form");
  const { design, change, choose } = useDesigner();
  const owner = ownerOf(fieldRef);
  const current = nameOf(fieldRef);
  const [typed, setTyped] = useState(current);
  const taken = typed !== current && siblings(design, owner).some((field) => field.name === typed);
  const fault = taken
    ? t("name.taken")
    : RESERVED.has(typed)
      ? t("name.reserved")
      : NAME.test(typed)
        ? ""
        : t("name.malformed");
  const commit = () => {
    if (fault) return setTyped(current);
    if (typed === current) return;
    change(rename(design, fieldRef, typed));
    choose({ kind: "field", ref: refOf(owner, typed) });
  };
  return (
    <Row
      label={t("name.title")}
      path={`${path}.name`}
      hint={fault ? <span className="fd-bad">{fault}</span> : fixed ? t("name.fixed") : t("name.hint")}
    >
      {(id) => (
        <Input
          id={id}
          className="fd-code"
          spellCheck={false}
          disabled={fixed}
          status={fault ? "error" : undefined}
          value={typed}
          maxLength={40}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onPressEnter={commit}
        />
      )}
    </Row>
  );
}
