import { CHAINS, isWallet, shortAddress } from "@/features/wallets/wallet";
import { type Key, t } from "@/i18n";
import type { AccountEvent } from "./queries";

const KNOWN: Record<string, Key> = {
  "identity.linked": "event.identity.linked",
  "identity.unlinked": "event.identity.unlinked",
  "mfa.disabled": "event.mfa.disabled",
  "mfa.enabled": "event.mfa.enabled",
  "mfa.recovery_code_used": "event.mfa.recovery_code_used",
  "mfa.recovery_codes_renewed": "event.mfa.recovery_codes_renewed",
  "passkey.added": "event.passkey.added",
  "passkey.renamed": "event.passkey.renamed",
  "session.ended": "event.session.ended",
  "session.signed_out": "event.session.signed_out",
  "session.token_reused": "event.session.token_reused",
  "user.created": "event.user.created",
  "user.email_changed": "event.user.email_changed",
  "user.email_verified": "event.user.email_verified",
  "user.password_changed": "event.user.password_changed",
  "user.password_reset": "event.user.password_reset",
  "user.signed_in": "event.user.signed_in",
  "user.signed_out_by_operator": "event.user.signed_out_by_operator",
};

const ALARMING = new Set([
  "mfa.recovery_code_used",
  "session.token_reused",
  "user.signed_out_by_operator",
]);

/** Whether someone should look at it twice: it is rare, or it means that something was stolen. */
export const isAlarming = (action: string): boolean => ALARMING.has(action);

/** What happened, as a sentence; what there is no sentence for is made readable. */
export function eventText(event: Pick<AccountEvent, "action" | "target_name" | "changes">): string {
  const key = KNOWN[event.action];
  if (!key) return event.action.replace(/[._]/g, " ").replace(/^./, (c) => c.toUpperCase());
  const email = (event.changes.email ?? {}) as { from?: string | null; to?: string };
  return t(key, { name: wayName(event.target_name), email: email.to ?? "–" });
}

/** A way in as the server writes it down, `evm 0x…` or `password`, in words. */
export function wayName(name: string | null): string {
  const [provider = "", address = ""] = (name ?? "").split(" ");
  if (isWallet(provider)) {
    return `${t("ways.wallet", { chain: CHAINS[provider] })} ${shortAddress(address)}`.trim();
  }
  if (name === "password") return t("field.password");
  if (name === "passkey") return t("passkey.one");
  return name ?? "–";
}
