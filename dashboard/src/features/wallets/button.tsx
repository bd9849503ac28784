import { WalletMinimal } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { usePart } from "@/ui/part";
import { toast } from "@/ui/toast";
import type { ChoiceProps } from "./choice";

const load = async () => ({ default: (await import("./dialog")).WalletDialog });

type Props = Pick<ComponentProps<typeof Button>, "look" | "size"> & ChoiceProps & { label: string };

/** A button that opens the wallets; what knows them is loaded by then. */
export function WalletButton({ label, look, size, ...choice }: Props) {
  const [open, setOpen] = useState(false);
  const WalletDialog = usePart(load, open, () => {
    setOpen(false);
    toast(t("failure.unreachable"), "bad");
  });
  return (
    <>
      <Button
        look={look}
        size={size}
        onClick={() => setOpen(true)}
        onPointerEnter={() => load().catch(() => null)}
        onFocus={() => load().catch(() => null)}
      >
        <WalletMinimal aria-hidden />
        {label}
      </Button>
      {WalletDialog && (
        <WalletDialog open={open} onOpenChange={setOpen} title={label} {...choice} />
      )}
    </>
  );
}
