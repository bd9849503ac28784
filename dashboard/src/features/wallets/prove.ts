import { api, type Schemas, take } from "@/api/client";
import { t } from "@/i18n";
import { refusal } from "./refusal";
import { shortAddress, type Wallet } from "./wallet";

type Signed = Schemas["SignedChallenge"];
type Wanted = Schemas["ChallengeRequest"];

/** How a wallet is to be asked: on which chain, until when, and for which address if one is meant. */
export interface Asking {
  chain: string;
  signal: AbortSignal;
  address?: string | undefined;
}

const inWallet = async <T>(wallet: Wallet, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw refusal(error, wallet.name);
  }
};

/** Has a wallet sign a challenge of the server's; nothing is sent on once the person has left. */
async function prove(
  wallet: Wallet,
  { chain, signal, address }: Asking,
  challenge: (wanted: Wanted) => Promise<Schemas["Challenge"]>,
): Promise<Signed> {
  const account = await inWallet(wallet, () => wallet.connect(chain));
  signal.throwIfAborted();
  if (address && !isMeant(wallet.provider, account.address, address)) {
    throw new Error(
      t("wallet.otherAccount", { name: wallet.name, address: shortAddress(address) }),
    );
  }
  const named = { provider: wallet.provider, address: account.address };
  const { message } = await challenge({ ...named, chain_id: account.chain });
  signal.throwIfAborted();
  const signed = await inWallet(wallet, () => account.sign(message));
  signal.throwIfAborted();
  return { ...named, message, ...signed };
}

/** Whether an address is the one meant; a Cosmos key shows another one on every chain. */
export const isMeant = (provider: Wallet["provider"], address: string, meant: string): boolean =>
  provider === "cosmos" ||
  (provider === "solana" ? address === meant : meant.toLowerCase().endsWith(address.toLowerCase()));

/** Signs in; a wallet that is in no account yet gets one. */
export async function signInByWallet(
  wallet: Wallet,
  asking: Asking,
  display_name: string | null = null,
): Promise<Schemas["Token"]> {
  const signed = await prove(wallet, asking, (body) =>
    take(api.POST("/api/v1/auth/wallet/challenge", { body })),
  );
  const body = { ...signed, display_name, session: "cookie" as const };
  return take(api.POST("/api/v1/auth/wallet/verify", { body }));
}

/** Signs for one's own account: to link the wallet to it, or to confirm that it is oneself. */
export const signForAccount = (
  wallet: Wallet,
  asking: Asking,
  purpose: Schemas["OwnChallengeRequest"]["purpose"],
): Promise<Signed> =>
  prove(wallet, asking, (wanted) =>
    take(api.POST("/api/v1/auth/wallet/link/challenge", { body: { ...wanted, purpose } })),
  );

export const linkWallet = (body: Signed): Promise<Schemas["LinkedWallet"]> =>
  take(api.POST("/api/v1/auth/wallet/link", { body }));
