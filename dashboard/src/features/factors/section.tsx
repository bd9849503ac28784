import { useQuery } from "@tanstack/react-query";
import { KeyRound, LifeBuoy, Smartphone } from "lucide-react";
import { useState } from "react";
import { api, type Schemas, take } from "@/api/client";
import { queries } from "@/app/queries";
import { count, t } from "@/i18n";
import { Badge, Section, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm";
import { Failure } from "@/ui/failure";
import { Row } from "@/ui/row";
import { useProof } from "./proof";
import { mfaQuery } from "./queries";
import { RecoveryCodes } from "./recovery-codes";
import { TotpDialog } from "./totp";

const renew = () => queries.invalidateQueries({ queryKey: ["me"] });

/** What is asked for beside the password. */
export function Factors() {
  const { data, error, refetch } = useQuery(mfaQuery());
  const { run, dialog } = useProof();
  const [setup, setSetup] = useState<Schemas["TotpSetup"] | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const show = async (made: string[] | null) => {
    if (made) setCodes(made);
    await renew();
  };
  const start = () => run(async () => setSetup(await take(api.POST("/api/v1/auth/mfa/totp"))));
  const stop = () =>
    run(async () => {
      await take(api.DELETE("/api/v1/auth/mfa/totp"));
      await renew();
    });
  const fresh = () =>
    run(async () => show((await take(api.POST("/api/v1/auth/mfa/recovery-codes"))).recovery_codes));
  return (
    <Section title={t("mfa.heading")} description={t("mfa.explained")}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-24" />}
      {data && (
        <Row
          icon={<Smartphone aria-hidden />}
          title={t("mfa.app")}
          note={t("mfa.appHint")}
          badge={data.totp && <Badge tone="good">{t("mfa.on")}</Badge>}
        >
          {data.totp ? (
            <ConfirmButton
              label={t("ui.remove")}
              look="quiet"
              size="small"
              title={t("mfa.removeTitle")}
              description={t("mfa.removeExplained")}
              action={t("ui.remove")}
              run={async () => void stop()}
            />
          ) : (
            <Button size="small" onClick={() => void start()}>
              {t("mfa.setUp")}
            </Button>
          )}
        </Row>
      )}
      {data && data.passkeys > 0 && (
        <Row
          icon={<KeyRound aria-hidden />}
          title={t("passkey.title")}
          note={t("passkey.counts")}
          badge={<Badge tone="good">{t("mfa.on")}</Badge>}
        />
      )}
      {data?.enabled && (
        <Row
          icon={<LifeBuoy aria-hidden />}
          title={t("mfa.recoveryCodes")}
          note={count("mfa.codesLeft", data.recovery_codes_left)}
        >
          <Button size="small" onClick={() => void fresh()}>
            {t("mfa.newCodes")}
          </Button>
        </Row>
      )}
      {dialog}
      {setup && (
        <TotpDialog
          setup={setup}
          close={() => setSetup(null)}
          done={(made) => {
            setSetup(null);
            void show(made);
          }}
        />
      )}
      {codes && <RecoveryCodes codes={codes} close={() => setCodes(null)} />}
    </Section>
  );
}
