import { useRef, useState } from "react";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import { PasswordField } from "@/features/getting-in/password-field";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { attempt } from "@/ui/failure";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";

type Wanted = "password" | "factor";
const WANTED: Record<string, Wanted> = {
  confirmation_required: "password",
  second_factor_required: "factor",
};

/** Does what may need a fresh proof of who one is: asks for it when the server does, then repeats. */
export function useProof() {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const again = useRef<() => Promise<unknown>>(async () => undefined);
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const proof = error instanceof Problem ? WANTED[error.code] : undefined;
      if (proof === undefined) {
        await attempt(() => Promise.reject(error));
        return;
      }
      again.current = work;
      setWanted(proof);
    }
  };
  const dialog = (
    <Dialog
      open={wanted !== null}
      onOpenChange={() => setWanted(null)}
      title={t("proof.title")}
      description={t("proof.explained")}
    >
      {wanted && (
        <Proof
          wanted={wanted}
          done={() => {
            setWanted(null);
            void run(again.current);
          }}
        />
      )}
    </Dialog>
  );
  return { run, dialog };
}

function Proof({ wanted, done }: { wanted: Wanted; done: () => void }) {
  const form = useForm({ secret: "" }, async ({ secret }) => {
    if (wanted === "password") {
      await take(api.POST("/api/v1/auth/confirm", { body: { password: secret } }));
    } else {
      const code = secret.replace(/\s/g, "");
      const body = /^\d{6}$/.test(code) ? { code } : { recovery_code: secret.trim() };
      await take(api.POST("/api/v1/auth/mfa/confirm", { body }));
    }
    done();
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <FormProblem problem={form.problem} />
      {wanted === "password" ? (
        <PasswordField
          {...form.field("secret")}
          label={t("password.current")}
          autoComplete="current-password"
          required
          autoFocus
        />
      ) : (
        <TextField
          {...form.field("secret")}
          label={t("mfa.anyCode")}
          autoComplete="one-time-code"
          required
          autoFocus
        />
      )}
      <Actions>
        <Button type="submit" look="primary" busy={form.busy}>
          {t("proof.action")}
        </Button>
      </Actions>
    </form>
  );
}
