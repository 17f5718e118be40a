import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Popconfirm } from "antd";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deactivateTotp, factors, newRecoveryCodes, offeredTotp, recoveryCodes, type Totp } from "@/api/account";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";
import { Tag } from "@/ui/Tag";
import { ActivateTotp } from "./ActivateTotp";
import { RecoveryCodes } from "./RecoveryCodes";
import { Cancelled, usePresence } from "./use-presence";

export function TwoFactor() {
  const { t } = useTranslation("account");
  const client = useQueryClient();
  const found = useQuery({ queryKey: ["factors"], queryFn: factors });
  const { run, dialog } = usePresence();
  const [offer, setOffer] = useState<Totp | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [fault, setFault] = useState("");
  const active = found.data?.some((one) => one.type === "totp");
  const left = found.data?.find((one) => one.type === "recovery_codes")?.unused_code_count ?? 0;

  async function attempt<T>(work: () => Promise<T>, then: (value: T) => void) {
    setFault("");
    try {
      then(await run(work));
    } catch (error) {
      if (!(error instanceof Cancelled)) setFault(error instanceof Error ? error.message : String(error));
    }
    void client.invalidateQueries({ queryKey: ["factors"] });
  }

  return (
    <Panel title={t("factor.title")} extra={active ? <Tag tone="green">{t("factor.on")}</Tag> : null}>
      {found.isPending ? <Skeleton rows={3} /> : null}
      {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
      {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
      {found.data ? (
        <p className="hy-muted">{active ? t("factor.onHint", { count: left }) : t("factor.offHint")}</p>
      ) : null}
      {found.data && !active && !offer ? (
        <Button type="primary" icon={<ShieldCheck size={15} />} onClick={() => void attempt(offeredTotp, setOffer)}>
          {t("factor.start")}
        </Button>
      ) : null}
      {offer && !active ? (
        <ActivateTotp
          offer={offer}
          run={run}
          onCancel={() => setOffer(null)}
          onDone={() => {
            setOffer(null);
            void attempt(recoveryCodes, setCodes);
          }}
        />
      ) : null}
      {codes ? <RecoveryCodes codes={codes} onClose={() => setCodes(null)} /> : null}
      {active && !codes ? (
        <div className="hy-row hy-wrap">
          <Button onClick={() => void attempt(recoveryCodes, setCodes)}>{t("factor.showCodes")}</Button>
          <Button onClick={() => void attempt(newRecoveryCodes, setCodes)}>{t("factor.newCodes")}</Button>
          <Popconfirm title={t("factor.offAsk")} onConfirm={() => void attempt(deactivateTotp, () => setCodes(null))}>
            <Button danger>{t("factor.off")}</Button>
          </Popconfirm>
        </div>
      ) : null}
      {dialog}
    </Panel>
  );
}
