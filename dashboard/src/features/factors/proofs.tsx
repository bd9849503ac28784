import { useQuery } from "@tanstack/react-query";
import { KeyRound, WalletMinimal } from "lucide-react";
import { useState } from "react";
import { api, take } from "@/api/client";
import { identitiesQuery } from "@/features/account/queries";
import { PasswordField } from "@/features/getting-in/password-field";
import { WalletChoice } from "@/features/wallets/choice";
import { signForAccount } from "@/features/wallets/prove";
import { t } from "@/i18n";
import { Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { meansOf, type Wanted } from "./means";
import { assert, hasPasskeys } from "./passkeys";
import { mfaQuery } from "./queries";

interface Props {
  wanted: Wanted;
  done: () => void;
}

/** Every way this person can prove here that it is them. */
export function Proofs({ wanted, done }: Props) {
  const ways = useQuery(identitiesQuery());
  const mfa = useQuery(mfaQuery());
  const failed = ways.error ?? mfa.error;
  if (failed) return <Failure error={failed} />;
  if (!ways.data || !mfa.data) return <Skeleton className="h-24" />;
  const means = meansOf(wanted, ways.data.identities, mfa.data, hasPasskeys());
  if (!Object.values(means).some(Boolean)) {
    return <p className="text-[0.8125rem]">{t(`proof.nothing.${wanted}`)}</p>;
  }
  return (
    <div className="flex flex-col gap-3">
      {means.password && <ByPassword done={done} />}
      {means.code && <ByCode done={done} />}
      {means.passkey && <ByPasskey done={done} />}
      {means.wallet && <ByWallet done={done} />}
    </div>
  );
}

function ByPassword({ done }: { done: () => void }) {
  const form = useForm({ password: "" }, async (body) => {
    await take(api.POST("/api/v1/auth/confirm", { body }));
    done();
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <FormProblem problem={form.problem} />
      <PasswordField
        {...form.field("password")}
        label={t("password.current")}
        autoComplete="current-password"
        required
        autoFocus
      />
      <Button type="submit" look="primary" size="wide" busy={form.busy}>
        {t("proof.action")}
      </Button>
    </form>
  );
}

function ByCode({ done }: { done: () => void }) {
  const form = useForm({ secret: "" }, async ({ secret }) => {
    const code = secret.replace(/\s/g, "");
    const body = /^\d{6}$/.test(code) ? { code } : { recovery_code: secret.trim() };
    await take(api.POST("/api/v1/auth/mfa/confirm", { body }));
    done();
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <FormProblem problem={form.problem} />
      <TextField
        {...form.field("secret")}
        label={t("mfa.anyCode")}
        autoComplete="one-time-code"
        spellCheck={false}
        required
        autoFocus
      />
      <Button type="submit" look="primary" size="wide" busy={form.busy}>
        {t("proof.action")}
      </Button>
    </form>
  );
}

function ByPasskey({ done }: { done: () => void }) {
  const form = useForm({}, async () => {
    const passkey = await assert(await take(api.POST("/api/v1/auth/mfa/challenge")));
    await take(api.POST("/api/v1/auth/mfa/confirm", { body: { passkey } }));
    done();
  });
  return (
    <>
      <FormProblem problem={form.problem} />
      <Button size="wide" busy={form.busy} onClick={() => void form.submit()}>
        <KeyRound aria-hidden />
        {t("passkey.use")}
      </Button>
    </>
  );
}

function ByWallet({ done }: { done: () => void }) {
  const [choosing, setChoosing] = useState(false);
  if (!choosing) {
    return (
      <Button size="wide" onClick={() => setChoosing(true)}>
        <WalletMinimal aria-hidden />
        {t("proof.wallet")}
      </Button>
    );
  }
  return (
    <WalletChoice
      note={t("proof.walletNote")}
      use={async (wallet, asking) => {
        const signed = await signForAccount(wallet, asking, "confirm");
        await take(api.POST("/api/v1/auth/confirm", { body: { wallet: signed } }));
        done();
      }}
    />
  );
}
