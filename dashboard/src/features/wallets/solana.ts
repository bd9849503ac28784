import { type Account, base64, iconOf, NoAccount, type Wallet } from "./wallet";

/** A wallet by the Wallet Standard, as far as signing a message takes it. */
interface Standard {
  name: string;
  icon: string;
  accounts: readonly StandardAccount[];
  features: {
    "standard:connect"?: { connect: () => Promise<{ accounts: readonly StandardAccount[] }> };
    "solana:signMessage"?: {
      signMessage: (input: {
        account: StandardAccount;
        message: Uint8Array;
      }) => Promise<readonly { signature: Uint8Array }[]>;
    };
  };
}
interface StandardAccount {
  address: string;
}
interface Phantom {
  connect: () => Promise<{ publicKey: { toBase58: () => string } | null }>;
  signMessage: (message: Uint8Array, display: "utf8") => Promise<{ signature: Uint8Array }>;
}
interface Registry {
  register: (...wallets: Standard[]) => () => void;
}

/** Finds the wallets that register by the Wallet Standard, and Phantom where it always was. */
export function discoverSolana(add: (wallet: Wallet) => void): () => void {
  const api: Registry = {
    register: (...wallets) => {
      for (const one of wallets) if (one.features["solana:signMessage"]) add(standardWallet(one));
      return () => undefined;
    },
  };
  const hear = (event: Event) => (event as CustomEvent<(api: Registry) => void>).detail(api);
  addEventListener("wallet-standard:register-wallet", hear);
  dispatchEvent(new CustomEvent("wallet-standard:app-ready", { detail: api }));
  const { phantom } = globalThis as { phantom?: { solana?: Phantom } };
  if (phantom?.solana) add(phantomWallet(phantom.solana));
  return () => removeEventListener("wallet-standard:register-wallet", hear);
}

function standardWallet(wallet: Standard): Wallet {
  const connect = async (): Promise<Account> => {
    const connected = await wallet.features["standard:connect"]?.connect();
    const account = (connected?.accounts ?? wallet.accounts)[0];
    const signer = wallet.features["solana:signMessage"];
    if (!account || !signer) throw new NoAccount();
    return {
      address: account.address,
      chain: null,
      sign: async (text) => {
        const message = new TextEncoder().encode(text);
        const [made] = await signer.signMessage({ account, message });
        if (!made) throw new NoAccount();
        return { signature: base64(made.signature) };
      },
    };
  };
  return { ...named(wallet.name), icon: iconOf(wallet.icon), connect };
}

function phantomWallet(phantom: Phantom): Wallet {
  const connect = async (): Promise<Account> => {
    const { publicKey } = await phantom.connect();
    if (!publicKey) throw new NoAccount();
    return {
      address: publicKey.toBase58(),
      chain: null,
      sign: async (text) => {
        const made = await phantom.signMessage(new TextEncoder().encode(text), "utf8");
        return { signature: base64(made.signature) };
      },
    };
  };
  return { ...named("Phantom"), icon: null, connect };
}

/** By its name, so that one that is found in both ways is listed once. */
const named = (name: string) => ({ id: `solana:${name}`, name, provider: "solana" as const });
