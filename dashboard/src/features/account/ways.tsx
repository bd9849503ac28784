import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { queries } from "@/app/queries";
import { addPasskey, hasPasskeys } from "@/features/factors/passkeys";
import { useProof } from "@/features/factors/proof";
import { RecoveryCodes } from "@/features/factors/recovery-codes";
import { WalletButton } from "@/features/wallets/button";
import { linkWallet, signForAccount } from "@/features/wallets/prove";
import { t } from "@/i18n";
import { Section, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";
import { toast } from "@/ui/toast";
import { deviceName } from "./device";
import { identitiesQuery } from "./queries";
import { NoPassword, WayRow } from "./way-row";

const renew = () => queries.invalidateQueries({ queryKey: ["me"] });

/** Every way into the account; one of them always stays. */
export function Ways() {
  const { data, error, refetch } = useQuery(identitiesQuery());
  const { run, dialog } = useProof();
  const [codes, setCodes] = useState<string[] | null>(null);
  const ways = data?.identities ?? [];
  const add = () =>
    run(async () => {
      const made = await addPasskey(deviceName(navigator.userAgent));
      if (made.recovery_codes) setCodes(made.recovery_codes);
      await renew();
    });
  return (
    <Section
      title={t("ways.title")}
      description={t("ways.explained")}
      footer={
        <>
          {hasPasskeys() ? (
            <span />
          ) : (
            <span className="min-w-0 grow basis-40">{t("passkey.unsupported")}</span>
          )}
          <span className="flex flex-wrap gap-2">
            {hasPasskeys() && (
              <Button size="small" onClick={() => void add()}>
                <KeyRound aria-hidden />
                {t("passkey.add")}
              </Button>
            )}
            <LinkWallet run={run} />
          </span>
        </>
      }
    >
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-24" />}
      {data && !ways.some((one) => one.provider === "password") && <NoPassword />}
      {ways.map((way) => (
        <WayRow key={way.id} way={way} only={ways.length === 1} run={run} />
      ))}
      {dialog}
      {codes && <RecoveryCodes codes={codes} close={() => setCodes(null)} />}
    </Section>
  );
}

/** Signs first, and proves who one is after that if need be: the signature is good for minutes. */
function LinkWallet({ run }: { run: ReturnType<typeof useProof>["run"] }) {
  return (
    <WalletButton
      label={t("wallet.link")}
      size="small"
      note={t("wallet.linkNote")}
      use={async (wallet, asking) => {
        const signed = await signForAccount(wallet, asking, "link");
        void run(async () => {
          await linkWallet(signed);
          toast(t("wallet.linked", { name: wallet.name }));
          await renew();
        });
      }}
    />
  );
}
