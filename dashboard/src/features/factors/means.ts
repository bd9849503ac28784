import type { Schemas } from "@/api/client";
import { isWallet } from "@/features/wallets/wallet";

/** What the server asks for: that it is still the same person, or a second factor of theirs. */
export type Wanted = "confirmation" | "factor";

const WANTED: Record<string, Wanted> = {
  confirmation_required: "confirmation",
  second_factor_required: "factor",
};

export const wantedBy = (code: string): Wanted | undefined => WANTED[code];

export interface Means {
  password: boolean;
  code: boolean;
  passkey: boolean;
  wallet: boolean;
}

/** What an account can show for it in this browser; a second factor confirms as well. */
export function meansOf(
  wanted: Wanted,
  ways: Pick<Schemas["IdentityRead"], "provider">[],
  mfa: Pick<Schemas["MfaRead"], "methods">,
  passkeysWork: boolean,
): Means {
  const has = (provider: string) => ways.some((one) => one.provider === provider);
  const confirming = wanted === "confirmation";
  const password = confirming && has("password");
  const typed = mfa.methods.some((one) => one !== "passkey");
  return {
    password,
    code: typed && !password,
    passkey: passkeysWork && has("passkey"),
    wallet: confirming && ways.some((one) => isWallet(one.provider)),
  };
}
