import type { Schemas } from "@/api/client";
import { WalletButton } from "@/features/wallets/button";
import type { Meant } from "@/features/wallets/choice";
import { t } from "@/i18n";

interface Props {
  arrive: (signIn: () => Promise<Schemas["Token"]>) => Promise<void>;
  /** What the account is called, if the wallet makes one. */
  name?: string;
  meant?: Meant | null;
  look?: "primary" | "plain";
}

/** Signing in, and up, with a wallet. */
export function WalletEntrance({ arrive, name, meant, look = "plain" }: Props) {
  return (
    <WalletButton
      label={t("wallet.use")}
      look={look}
      size="wide"
      meant={meant ?? null}
      note={t("wallet.newAccount")}
      use={async (wallet, asking) => {
        const { signInByWallet } = await import("@/features/wallets/prove");
        await arrive(() => signInByWallet(wallet, asking, name?.trim() || null));
      }}
    />
  );
}

/** Between the ways in. */
export const Or = () => (
  <div className="my-5 flex items-center gap-3 text-xs text-soft">
    <span className="h-px grow bg-line" />
    {t("signIn.or")}
    <span className="h-px grow bg-line" />
  </div>
);
