import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound, LockKeyhole, WalletMinimal } from "lucide-react";
import { type ReactNode, useState } from "react";
import { api, take } from "@/api/client";
import { queries } from "@/app/queries";
import type { useProof } from "@/features/factors/proof";
import { type Passkey, passkeysQuery } from "@/features/factors/queries";
import { CHAINS, isWallet } from "@/features/wallets/wallet";
import { formatAgo, t } from "@/i18n";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm";
import { attempt } from "@/ui/failure";
import { Row } from "@/ui/row";
import { toast } from "@/ui/toast";
import { RenamePasskey } from "./passkey-name";
import { PasswordDialog } from "./password";
import { meQuery, type Way } from "./queries";

interface Props {
  way: Way;
  /** It is the only way into the account. */
  only: boolean;
  run: ReturnType<typeof useProof>["run"];
}

/** One way in, and what can be done with it. */
export function WayRow({ way, only, run }: Props) {
  const { icon, title, note, passkey } = useLook(way);
  const since = t("ways.since", { ago: formatAgo(way.created_at) });
  return (
    <Row icon={icon} title={title} note={only ? t("ways.only") : (note ?? since)}>
      {way.provider === "password" && <ChangePassword />}
      {passkey && <RenamePasskey passkey={passkey} />}
      {!only && <Remove way={way} name={title} run={run} />}
    </Row>
  );
}

interface Look {
  icon: ReactNode;
  title: string;
  note: string | null;
  passkey?: Passkey | undefined;
}

function useLook(way: Way): Look {
  const passkeys = useQuery({ ...passkeysQuery(), enabled: way.provider === "passkey" }).data;
  if (isWallet(way.provider)) {
    return {
      icon: <WalletMinimal aria-hidden />,
      title: t("ways.wallet", { chain: CHAINS[way.provider] }),
      note: way.address,
    };
  }
  if (way.provider === "passkey") {
    const passkey = passkeys?.passkeys.find((one) => one.id === way.id);
    const used = passkey?.last_used_at;
    return {
      passkey,
      icon: <KeyRound aria-hidden />,
      title: passkey ? t("ways.passkey", { name: passkey.name }) : t("passkey.one"),
      note: used ? t("ways.used", { ago: formatAgo(used) }) : null,
    };
  }
  return { icon: <LockKeyhole aria-hidden />, title: t("field.password"), note: null };
}

function ChangePassword() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("password.change")}
      </Button>
      {open && <PasswordDialog close={() => setOpen(false)} />}
    </>
  );
}

function Remove({ way, name, run }: Pick<Props, "way" | "run"> & { name: string }) {
  const remove = async () => {
    const path = { identity_id: way.id };
    await take(api.DELETE("/api/v1/auth/identities/{identity_id}", { params: { path } }));
    toast(t("ways.removed", { name }));
    await queries.invalidateQueries({ queryKey: ["me"] });
  };
  return (
    <ConfirmButton
      label={
        <>
          {t("ui.remove")}
          <span className="sr-only">
            {" "}
            {name} {way.address}
          </span>
        </>
      }
      look="quiet"
      size="small"
      title={t("ways.removeTitle", { name })}
      description={t("ways.removeExplained")}
      action={t("ui.remove")}
      run={async () => void run(remove)}
    >
      {way.address && <code className="text-xs break-all">{way.address}</code>}
    </ConfirmButton>
  );
}

/** For an account without a password: how it gets its first one, which a mail has to prove. */
export function NoPassword() {
  const me = useQuery(meQuery()).data?.data;
  if (!me) return null;
  const { email, email_verified } = me;
  const send = async (to: string) => {
    const body = { email: to };
    const sent = await attempt(() => take(api.POST("/api/v1/auth/password/forgot", { body })));
    if (sent) toast(t("ways.passwordSent", { email: to }));
  };
  return (
    <Row
      icon={<LockKeyhole aria-hidden />}
      title={t("field.password")}
      note={email_verified ? t("ways.noPassword") : t("ways.noPasswordNoEmail")}
    >
      {email && email_verified ? (
        <Button size="small" onClick={() => void send(email)}>
          {t("ways.setPassword")}
        </Button>
      ) : (
        <Button asChild size="small">
          <Link to="/account">{t("ways.toEmail")}</Link>
        </Button>
      )}
    </Row>
  );
}
