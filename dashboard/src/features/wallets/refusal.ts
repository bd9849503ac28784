import { type Key, t } from "@/i18n";
import { NoAccount } from "./wallet";

const REJECTED = /reject|denied|declined|cancel/i;
const LOCKED = /locked|unauthorized|not been authorized|no account/i;
const CHAIN =
  /no chain info|unknown chain|unrecognized chain|chain.*not (added|supported|connected)/i;
const CODES: Record<number, Key> = {
  4001: "wallet.rejected",
  4100: "wallet.locked",
  4901: "wallet.wrongChain",
  4902: "wallet.wrongChain",
  [-32002]: "wallet.waiting",
};

/** What went wrong inside a wallet: each says it in its own way, by a code, a sentence or neither. */
export function refusalOf(error: unknown): Key {
  if (error instanceof NoAccount) return "wallet.locked";
  const { code } = (error ?? {}) as { code?: unknown };
  const known = typeof code === "number" ? CODES[code] : undefined;
  if (known) return known;
  const said = saidBy(error);
  if (CHAIN.test(said)) return "wallet.wrongChain";
  if (REJECTED.test(said)) return "wallet.rejected";
  if (LOCKED.test(said)) return "wallet.locked";
  return said ? "wallet.failed" : "wallet.silent";
}

/** The sentence to show for it. */
export function refusal(error: unknown, name: string): Error {
  return new Error(t(refusalOf(error), { name, reason: saidBy(error) }));
}

function saidBy(error: unknown): string {
  if (typeof error === "string") return error;
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === "string" ? message.slice(0, 200) : "";
}
