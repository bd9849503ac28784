import { queryOptions, useQuery } from "@tanstack/react-query";
import { KeyRound, Smartphone } from "lucide-react";
import { type ReactNode, useState } from "react";
import { api, type Schemas, take } from "@/api/client";
import { queries } from "@/app/queries";
import { deviceName } from "@/features/account/device";
import { count, formatAgo, t } from "@/i18n";
import { Badge, Section, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";
import { addPasskey, hasPasskeys } from "./passkeys";
import { useProof } from "./proof";
import { RecoveryCodes } from "./recovery-codes";
import { TotpDialog } from "./totp";

const mfaQuery = () =>
  queryOptions({ queryKey: ["me", "mfa"], queryFn: () => take(api.GET("/api/v1/auth/mfa")) });

const passkeysQuery = () =>
  queryOptions({
    queryKey: ["me", "passkeys"],
    queryFn: () => take(api.GET("/api/v1/auth/passkeys", { params: { query: { limit: 100 } } })),
  });

const renew = () => queries.invalidateQueries({ queryKey: ["me"] });

/** What is asked for beside the password. */
export function Factors() {
  const { data, error, refetch } = useQuery(mfaQuery());
  const passkeys = useQuery(passkeysQuery()).data?.passkeys ?? [];
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
  const add = () =>
    run(async () => show((await addPasskey(deviceName(navigator.userAgent))).recovery_codes));
  const drop = (passkey_id: string) =>
    run(async () => {
      await take(
        api.DELETE("/api/v1/auth/passkeys/{passkey_id}", { params: { path: { passkey_id } } }),
      );
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
          icon={<Smartphone aria-hidden className="size-5 text-soft" />}
          title={t("mfa.app")}
          note={t("mfa.appHint")}
          badge={data.totp && <Badge tone="good">{t("mfa.on")}</Badge>}
        >
          <Button size="small" onClick={() => void (data.totp ? stop() : start())}>
            {data.totp ? t("ui.remove") : t("mfa.setUp")}
          </Button>
        </Row>
      )}
      {data && (
        <Row
          icon={<KeyRound aria-hidden className="size-5 text-soft" />}
          title={t("passkey.title")}
          note={hasPasskeys() ? t("passkey.hint") : t("passkey.unsupported")}
        >
          {hasPasskeys() && (
            <Button size="small" onClick={() => void add()}>
              {t("passkey.add")}
            </Button>
          )}
        </Row>
      )}
      {passkeys.map((one) => (
        <Row key={one.id} title={one.name} note={formatAgo(one.last_used_at ?? one.created_at)}>
          <Button
            size="small"
            look="quiet"
            aria-label={t("passkey.remove", { name: one.name })}
            onClick={() => void drop(one.id)}
          >
            {t("ui.remove")}
          </Button>
        </Row>
      ))}
      {data?.enabled && (
        <Row title={t("mfa.recoveryCodes")} note={count("mfa.codesLeft", data.recovery_codes_left)}>
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

interface RowProps {
  icon?: ReactNode;
  title: string;
  note: string;
  badge?: ReactNode;
  children: ReactNode;
}

function Row({ icon, title, note, badge, children }: RowProps) {
  return (
    <div className="flex items-center gap-3.5 border-t border-line pt-4 text-[0.8125rem] first:border-0 first:pt-0">
      <span className="w-5 shrink-0">{icon}</span>
      <div className="min-w-0 grow">
        <h3 className="flex items-center gap-2 font-medium">
          <span className="truncate">{title}</span>
          {badge}
        </h3>
        <p className="text-xs text-soft">{note}</p>
      </div>
      {children}
    </div>
  );
}
