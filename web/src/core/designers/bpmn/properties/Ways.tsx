import { Radio } from "antd";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk";
import { nameIn } from "../modeler/names";
import { is, type Part, type Shape } from "../modeler/parts";
import { Typed } from "./Typed";

const CHOOSING = ["ExclusiveGateway", "InclusiveGateway", "ComplexGateway", "Activity"];

const bodyOf = (flow: Part): string => flow.get<Part | undefined>("conditionExpression")?.get("body") ?? "";

/** The ways out of a gateway: the condition of each, and which is taken when none holds. */
export function Ways() {
  const { t } = useTranslation("bpmn");
  const { shape } = useDesk();
  const flows = shape.outgoing.filter((one) => is(one.businessObject, "SequenceFlow"));
  if (flows.length < 2) return <p className="hy-faint">{t("ways.few")}</p>;
  return flows.map((flow) => <Way key={flow.id} flow={flow} />);
}

/** One flow that was chosen on the drawing. */
export function Flow() {
  const { t } = useTranslation("bpmn");
  const { shape } = useDesk();
  if (!is(shape.source?.businessObject, ...CHOOSING)) return <p className="hy-faint">{t("ways.unconditional")}</p>;
  return <Way flow={shape} />;
}

function Way({ flow }: { flow: Shape }) {
  const { t } = useTranslation("bpmn");
  const { language, editing, apply } = useDesk();
  const part = flow.businessObject;
  const source = flow.source!.businessObject;
  const isDefault = source.get<Part | undefined>("default") === part;
  const target = flow.target ? nameIn(flow.target.businessObject, language) || flow.target.id : "";
  const name = nameIn(part, language) || t("ways.to", { target });
  return (
    <section className="bd-item" aria-label={name}>
      <header className="bd-way">
        <span className="bd-word hy-grow hy-ellipsis" title={t("ways.to", { target })}>
          {name}
        </span>
        <Radio
          checked={isDefault}
          disabled={!editing}
          onClick={() => {
            if (!editing) return;
            const emptied = isDefault ? [] : [{ part, values: { conditionExpression: undefined } }];
            apply([{ part: source, values: { default: isDefault ? undefined : part } }, ...emptied], flow.source);
          }}
        >
          {t("ways.default")}
        </Radio>
      </header>
      {isDefault ? (
        <span className="hy-faint">{t("ways.else")}</span>
      ) : (
        <Typed
          code
          label={t("ways.condition")}
          placeholder={t("ways.example")}
          value={bodyOf(part)}
          disabled={!editing}
          onChange={(text) =>
            editing && apply([{ part, values: { conditionExpression: editing.expression(text.trim(), part) } }], flow)
          }
        />
      )}
    </section>
  );
}
