import type { Schemas } from "@/api/client";

/** The addresses in a text, as people paste them: by line, comma or semicolon, with names around. */
export function addressesIn(text: string): string[] {
  const found = text
    .split(/[\n,;]+/)
    .map((part) => /<([^<>]+)>/.exec(part)?.[1] ?? part)
    .map((part) => part.trim())
    .filter(Boolean);
  return [...new Set(found)];
}

type Invitee = Pick<Schemas["InvitationCreate"], "email" | "wallet">;

const WALLETS: [Schemas["InvitedWallet"]["provider"], RegExp][] = [
  ["evm", /^0x[0-9a-f]{40}$/i],
  ["cosmos", /^[a-z]+1[02-9ac-hj-np-z]{38,}$/],
  ["solana", /^[1-9A-HJ-NP-Za-km-z]{32,44}$/],
];

/** Whom an address means: a wallet by the shape of its kind, and a person by email otherwise. */
export function inviteeAt(address: string): Invitee {
  const [provider] = WALLETS.find(([, shape]) => shape.test(address)) ?? [];
  return provider ? { wallet: { provider, address } } : { email: address };
}
