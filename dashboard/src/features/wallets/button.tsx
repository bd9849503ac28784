import { WalletMinimal } from "lucide-react";
import { type ComponentProps, lazy, Suspense, useState } from "react";
import { Button } from "@/ui/button";
import type { ChoiceProps } from "./choice";

const load = () => import("./dialog");
const WalletDialog = lazy(async () => ({ default: (await load()).WalletDialog }));

type Props = Pick<ComponentProps<typeof Button>, "look" | "size"> & ChoiceProps & { label: string };

/** A button that opens the wallets; what knows them is loaded by then. */
export function WalletButton({ label, look, size, ...choice }: Props) {
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  const show = () => {
    setOpened(true);
    setOpen(true);
  };
  return (
    <>
      <Button
        look={look}
        size={size}
        onClick={show}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
      >
        <WalletMinimal aria-hidden />
        {label}
      </Button>
      {opened && (
        <Suspense>
          <WalletDialog open={open} onOpenChange={setOpen} title={label} {...choice} />
        </Suspense>
      )}
    </>
  );
}
