import { type Account, iconOf, NoAccount, type Wallet } from "./wallet";

interface Eip1193 {
  request: (what: { method: string; params?: unknown[] }) => Promise<unknown>;
}
interface Announcement {
  info?: { name?: unknown; icon?: unknown; rdns?: unknown };
  provider?: Eip1193;
}

const PATIENCE_MS = 250;

/** Finds the wallets that announce themselves by EIP-6963, or the one that sits at `ethereum`. */
export function discoverEvm(add: (wallet: Wallet) => void): () => void {
  let announced = false;
  const hear = (event: Event) => {
    const { info, provider } = (event as CustomEvent<Announcement>).detail ?? {};
    if (typeof info?.name !== "string" || !provider) return;
    announced = true;
    add(walletOf(`evm:${info.rdns ?? info.name}`, info.name, iconOf(info.icon), provider));
  };
  addEventListener("eip6963:announceProvider", hear);
  dispatchEvent(new Event("eip6963:requestProvider"));
  const timer = setTimeout(() => {
    const { ethereum } = globalThis as { ethereum?: Eip1193 };
    if (!announced && ethereum) add(walletOf("evm:ethereum", "Ethereum", null, ethereum));
  }, PATIENCE_MS);
  return () => {
    clearTimeout(timer);
    removeEventListener("eip6963:announceProvider", hear);
  };
}

function walletOf(id: string, name: string, icon: string | null, provider: Eip1193): Wallet {
  return { id, name, icon, provider: "evm", connect: () => connect(provider) };
}

async function connect(provider: Eip1193): Promise<Account> {
  const accounts = await provider.request({ method: "eth_requestAccounts" });
  const address = Array.isArray(accounts) ? accounts[0] : undefined;
  if (typeof address !== "string") throw new NoAccount();
  const chain = Number(await provider.request({ method: "eth_chainId" }));
  return {
    address,
    chain,
    sign: async (message) => {
      const params = [hex(message), address];
      return { signature: String(await provider.request({ method: "personal_sign", params })) };
    },
  };
}

/** As wallets take a message beyond doubt: text that looks like hexadecimal would be read as such. */
export function hex(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
