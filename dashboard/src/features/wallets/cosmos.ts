import { type Account, NoAccount, type Wallet } from "./wallet";

interface Keplr {
  enable: (chain: string) => Promise<void>;
  getKey: (chain: string) => Promise<{ bech32Address: string } | null>;
  signArbitrary: (
    chain: string,
    signer: string,
    message: string,
  ) => Promise<{ signature: string; pub_key: { value: string } }>;
}

export interface CosmosChain {
  prefix: string;
  id: string;
}

/** The chains the server admits, in its order; each has an address prefix of its own. */
export function cosmosChains(listed = contentOf("tenantry-cosmos-chains")): CosmosChain[] {
  return listed
    .split(",")
    .map((pair) => pair.split("="))
    .flatMap(([prefix, id]) => (prefix && id ? [{ prefix, id }] : []));
}

const contentOf = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";

/** The chain an address is of, by its prefix; without one, the first there is. */
export function chainOf(address: string | undefined, chains = cosmosChains()): string {
  const prefix = address?.slice(0, address.lastIndexOf("1"));
  return (chains.find((one) => one.prefix === prefix) ?? chains[0])?.id ?? "cosmoshub-4";
}

/** Finds Keplr, which sits at `keplr`. */
export function discoverCosmos(add: (wallet: Wallet) => void): () => void {
  const { keplr } = globalThis as { keplr?: Keplr };
  if (keplr) {
    const connect = (chain: string) => connectKeplr(keplr, chain);
    add({ id: "cosmos:Keplr", name: "Keplr", icon: null, provider: "cosmos", connect });
  }
  return () => undefined;
}

async function connectKeplr(keplr: Keplr, chain: string): Promise<Account> {
  await keplr.enable(chain);
  const address = (await keplr.getKey(chain))?.bech32Address;
  if (!address) throw new NoAccount();
  return {
    address,
    chain,
    sign: async (message) => {
      const { signature, pub_key } = await keplr.signArbitrary(chain, address, message);
      return { signature, public_key: pub_key.value };
    },
  };
}
