import { KeyRound } from "lucide-react";
import { useState } from "react";
import { api, type Schemas, take } from "@/api/client";
import { AuthHead } from "@/features/getting-in/frame";
import { t } from "@/i18n";
import { session } from "@/session/session";
import { Notice } from "@/ui/bits";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { assert, hasPasskeys } from "./passkeys";

export interface Pending {
  mfa_token: string;
  methods: string[];
}

/** The second half of a sign-in: a code of the app, a recovery code or a passkey. */
export function SecondStep({ pending, cancel }: { pending: Pending; cancel: () => void }) {
  const [recovering, setRecovering] = useState(false);
  const verify = async (factor: Schemas["FactorProof"]) => {
    const body = { ...factor, mfa_token: pending.mfa_token, session: "cookie" as const };
    session.accept(await take(api.POST("/api/v1/auth/mfa/verify", { body })));
  };
  const form = useForm({ code: "" }, ({ code }) =>
    verify(recovering ? { recovery_code: code.trim() } : { code: code.replace(/\s/g, "") }),
  );
  const passkey = useForm({}, async () => {
    const body = { mfa_token: pending.mfa_token };
    const options = await take(api.POST("/api/v1/auth/passkeys/challenge", { body }));
    await verify({ passkey: await assert(options) });
  });
  const app = pending.methods.includes("totp");
  const typed = app || pending.methods.includes("recovery_code");
  const label = recovering || !app ? t("mfa.recoveryCode") : t("mfa.code");
  return (
    <>
      <AuthHead title={t("mfa.title")}>{t("mfa.subtitle")}</AuthHead>
      <FormProblem problem={form.problem ?? passkey.problem} />
      {!typed && !hasPasskeys() && <Notice tone="warn">{t("passkey.unsupported")}</Notice>}
      {pending.methods.includes("passkey") && hasPasskeys() && (
        <form onSubmit={passkey.submit} className="mt-4">
          <Button type="submit" size="wide" busy={passkey.busy}>
            <KeyRound aria-hidden />
            {t("passkey.use")}
          </Button>
        </form>
      )}
      {typed && (
        <form onSubmit={form.submit} className="mt-4 flex flex-col gap-4">
          <TextField
            {...form.field("code")}
            label={label}
            autoComplete="one-time-code"
            inputMode={recovering || !app ? "text" : "numeric"}
            spellCheck={false}
            required
            autoFocus
          />
          <Button type="submit" look="primary" size="wide" busy={form.busy}>
            {t("signIn.action")}
          </Button>
        </form>
      )}
      <p className="mt-6 flex justify-center gap-4">
        {app && (
          <button
            type="button"
            onClick={() => setRecovering(!recovering)}
            className="font-medium text-accent-ink hover:underline"
          >
            {recovering ? t("mfa.useCode") : t("mfa.useRecovery")}
          </button>
        )}
        <button
          type="button"
          onClick={cancel}
          className="font-medium text-accent-ink hover:underline"
        >
          {t("forgot.back")}
        </button>
      </p>
    </>
  );
}
