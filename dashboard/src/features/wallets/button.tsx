import { WalletMinimal } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { Button } from "@/ui/button";
import { useOpenedPart } from "@/ui/part";
import type { ChoiceProps } from "./choice";

const load = async () => ({ default: (await import("./dialog")).WalletDialog });

type Props = Pick<ComponentProps<typeof Button>, "look" | "size"> & ChoiceProps & { label: string };

/** A button that opens the wallets; what knows them is loaded by then. */
export function WalletButton({ label, look, size, ...choice }: Props) {
  const [open, setOpen] = useState(false);
  const WalletDialog = useOpenedPart(load, open, setOpen);
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
