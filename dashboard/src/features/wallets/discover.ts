import { useEffect, useState } from "react";
import { discoverCosmos } from "./cosmos";
import { discoverEvm } from "./evm";
import { discoverSolana } from "./solana";
import type { Wallet } from "./wallet";

/** Finds every wallet of this browser; those that come late are added when they come. */
export function discover(add: (wallet: Wallet) => void): () => void {
  const stops = [discoverEvm, discoverSolana, discoverCosmos].map((find) => find(add));
  return () => {
    for (const stop of stops) stop();
  };
}

export function useWallets(): { wallets: Wallet[]; again: () => void } {
  const [wallets, setWallets] = useState<Wallet[]>([]);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round looks again
  useEffect(() => discover((one) => setWallets((before) => withWallet(before, one))), [round]);
  return { wallets, again: () => setRound(round + 1) };
}

/** Each wallet once, as it was found last. */
export const withWallet = (before: Wallet[], found: Wallet): Wallet[] =>
  before.some((one) => one.id === found.id) ? before : [...before, found];
