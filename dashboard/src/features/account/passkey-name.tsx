import { useState } from "react";
import { api, take } from "@/api/client";
import { queries } from "@/app/queries";
import type { Passkey } from "@/features/factors/queries";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";

/** Gives a passkey another name: those made by one browser are all called the same. */
export function RenamePasskey({ passkey }: { passkey: Passkey }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("ui.rename")}
        <span className="sr-only"> {passkey.name}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t("passkey.rename")}
        description={t("passkey.renameExplained")}
      >
        <NameForm passkey={passkey} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function NameForm({ passkey, close }: { passkey: Passkey; close: () => void }) {
  const form = useForm({ name: passkey.name }, async (body) => {
    const params = { path: { passkey_id: passkey.id } };
    await take(api.PATCH("/api/v1/auth/passkeys/{passkey_id}", { params, body }));
    await queries.invalidateQueries({ queryKey: ["me"] });
    close();
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <FormProblem problem={form.problem} />
      <TextField
        {...form.field("name")}
        label={t("field.name")}
        maxLength={100}
        autoComplete="off"
        required
        autoFocus
      />
      <Actions>
        <Button onClick={close}>{t("ui.cancel")}</Button>
        <Button type="submit" look="primary" busy={form.busy}>
          {t("ui.save")}
        </Button>
      </Actions>
    </form>
  );
}
