import { t } from "@/i18n";
import { Dialog } from "@/ui/dialog";
import { type ChoiceProps, WalletChoice } from "./choice";

interface Props extends ChoiceProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
}

/** Has one of this browser's wallets chosen; closes once what it was wanted for is done. */
export function WalletDialog({ open, onOpenChange, title, use, ...choice }: Props) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={t("wallet.explained")}
    >
      <WalletChoice
        {...choice}
        use={async (wallet, asking) => {
          await use(wallet, asking);
          onOpenChange(false);
        }}
      />
    </Dialog>
  );
}
