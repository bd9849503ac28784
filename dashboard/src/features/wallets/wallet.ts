import type { Schemas } from "@/api/client";

export type Provider = Schemas["ChallengeRequest"]["provider"];

/** What a wallet makes of a message: a signature, and for Cosmos the key beside it. */
export type Signed = Pick<Schemas["SignedChallenge"], "signature" | "public_key">;

/** An account a wallet has let this page see. */
export interface Account {
  address: string;
  chain: string | number | null;
  sign: (message: string) => Promise<Signed>;
}

/** A wallet of this browser, whatever it speaks. */
export interface Wallet {
  id: string;
  name: string;
  icon: string | null;
  provider: Provider;
  /** Asks for an account; the chain matters to those that have another key for each. */
  connect: (chain: string) => Promise<Account>;
}

/** The wallet shares nothing: it is locked, or was told to show this page no account. */
export class NoAccount extends Error {}

export const CHAINS: Record<Provider, string> = {
  evm: "Ethereum",
  solana: "Solana",
  cosmos: "Cosmos",
};

/** An icon as wallets have to give it; any other would be asked of another host. */
export const iconOf = (icon: unknown): string | null =>
  typeof icon === "string" && icon.startsWith("data:image/") ? icon : null;

/** Both ends of an address, as people tell them apart. */
export const shortAddress = (address: string): string =>
  address.length > 16 ? `${address.slice(0, 8)}…${address.slice(-6)}` : address;

export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export const isWallet = (provider: string): provider is Provider => provider in CHAINS;
