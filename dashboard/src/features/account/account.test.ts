import { expect, test } from "vitest";
import { Problem } from "@/api/problem";
import { meansOf } from "@/features/factors/means";
import { isNamed } from "@/features/factors/passkeys";
import { heldBy } from "./delete";
import { eventText, isAlarming } from "./event-text";

const event = (action: string, target_name: string | null = null, changes = {}) => ({
  action,
  target_name,
  changes,
});

test("what happened is said in words", () => {
  expect(eventText(event("user.signed_in"))).toBe("Signed in");
  expect(eventText(event("identity.linked", `evm 0x${"ab".repeat(20)}`))).toBe(
    "Ethereum wallet 0xababab…ababab was added as a way to sign in",
  );
  expect(eventText(event("identity.unlinked", "password"))).toBe(
    "Password was removed as a way to sign in",
  );
  const email = { from: null, to: "ada@example.com" };
  expect(eventText(event("user.email_changed", null, { email }))).toBe(
    "The email address was changed to ada@example.com",
  );
  expect(eventText(event("badge.was_lost"))).toBe("Badge was lost");
});

test("what may mean a theft is marked", () => {
  expect(isAlarming("session.token_reused")).toBe(true);
  expect(isAlarming("user.signed_in")).toBe(false);
});

test("everybody is asked for what they have, and for nothing else", () => {
  const none = { password: false, code: false, passkey: false, wallet: false };
  const password = [{ provider: "password" }];
  const wallet = [{ provider: "solana" }];
  const passkey = [{ provider: "passkey" }];
  const off = { methods: [] };
  const app = { methods: ["totp" as const, "recovery_code" as const] };
  expect(meansOf("confirmation", password, off, true)).toEqual({ ...none, password: true });
  expect(meansOf("confirmation", wallet, off, true)).toEqual({ ...none, wallet: true });
  expect(meansOf("confirmation", wallet, app, true)).toEqual({ ...none, wallet: true, code: true });
  expect(meansOf("factor", password, app, true)).toEqual({ ...none, code: true });
  expect(meansOf("factor", passkey, { methods: ["passkey"] }, true)).toEqual({
    ...none,
    passkey: true,
  });
  expect(meansOf("factor", passkey, { methods: ["passkey"] }, false)).toEqual(none);
});

test("passkeys are offered where a browser can bind them: to a name", () => {
  for (const host of ["localhost", "app.example.com", "1.example"]) {
    expect([host, isNamed(host)]).toEqual([host, true]);
  }
  for (const host of ["127.0.0.1", "[::1]"]) expect([host, isNamed(host)]).toEqual([host, false]);
});

test("the organizations that hold an account up are read from the refusal", () => {
  const organizations = [{ id: "1", name: "Acme", slug: "acme" }];
  const base = { status: 409, code: "last_owner", title: "", detail: "" };
  expect(heldBy(new Problem({ ...base, organizations }))).toEqual(organizations);
  expect(heldBy(new Problem(base))).toEqual([]);
  expect(heldBy(new Error("no"))).toEqual([]);
});
