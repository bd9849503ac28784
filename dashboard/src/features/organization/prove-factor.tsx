import { KeyRound } from "lucide-react";
import { api, type Schemas, take } from "@/api/client";
import { assert, hasPasskeys } from "@/features/factors/passkeys";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";

interface Props {
  methods: Schemas["MfaRead"]["methods"];
  done: () => Promise<unknown>;
}

/** Has a session that began without the account's second factor show it now. */
export function ProveFactor({ methods, done }: Props) {
  const form = useForm({ secret: "" }, async ({ secret }) => {
    const code = secret.replace(/\s/g, "");
    const body = /^\d{6}$/.test(code) ? { code } : { recovery_code: secret.trim() };
    await take(api.POST("/api/v1/auth/mfa/confirm", { body }));
    await done();
  });
  const passkey = useForm({}, async () => {
    const shown = await assert(await take(api.POST("/api/v1/auth/mfa/challenge")));
    await take(api.POST("/api/v1/auth/mfa/confirm", { body: { passkey: shown } }));
    await done();
  });
  return (
    <div className="flex flex-col gap-3">
      <FormProblem problem={form.problem ?? passkey.problem} />
      {methods.includes("passkey") && hasPasskeys() && (
        <Button size="wide" busy={passkey.busy} onClick={() => void passkey.submit()}>
          <KeyRound aria-hidden />
          {t("passkey.use")}
        </Button>
      )}
      {methods.some((one) => one !== "passkey") && (
        <form onSubmit={form.submit} className="flex flex-col gap-3">
          <TextField
            {...form.field("secret")}
            label={t("mfa.anyCode")}
            autoComplete="one-time-code"
            spellCheck={false}
            required
          />
          <Button type="submit" look="primary" size="wide" busy={form.busy}>
            {t("proof.action")}
          </Button>
        </form>
      )}
    </div>
  );
}
