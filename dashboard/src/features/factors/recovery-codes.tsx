import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";

/** The codes for when everything else is lost; they are shown this once. */
export function RecoveryCodes({ codes, close }: { codes: string[]; close: () => void }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([`${codes.join("\n")}\n`], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "tenantry-recovery-codes.txt";
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || close()}
      title={t("mfa.recoveryCodes")}
      description={t("mfa.recoveryExplained")}
    >
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-lg border border-line bg-canvas p-4 text-center">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Actions>
        <Button onClick={save}>{t("mfa.save")}</Button>
        <Button look="primary" onClick={close}>
          {t("ui.done")}
        </Button>
      </Actions>
    </Dialog>
  );
}
