import { expect, test } from "vitest";
import { safeNext } from "@/app/guards";
import { actionParts, actionText } from "./audit/action-text";
import { eventsOf } from "./chatbots/stream";
import { addressesIn, inviteeAt } from "./invitations/addresses";
import { grantable, outranks } from "./members/role-cell";
import { withLogo } from "./organization/general";
import { requiresMfa, withMfa } from "./organization/security";
import { staying, whole } from "./plan/choice";
import { daysUntil } from "./plan/current";

test("addresses are found however they are pasted, each once", () => {
  const text = "Ada <ada@example.com>, grace@example.com;\n\n ada@example.com \n";
  expect(addressesIn(text)).toEqual(["ada@example.com", "grace@example.com"]);
});

test("a wallet is known by the shape of its address, and all else is an email", () => {
  const evm = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
  const solana = "7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv";
  const cosmos = "cosmos1vqpjljwsynsn58dugz0w8ut7kun7t8ls2qkmsq";
  expect(inviteeAt(evm)).toEqual({ wallet: { provider: "evm", address: evm } });
  expect(inviteeAt(solana)).toEqual({ wallet: { provider: "solana", address: solana } });
  expect(inviteeAt(cosmos)).toEqual({ wallet: { provider: "cosmos", address: cosmos } });
  for (const email of ["ada@example.com", "0x12", "ada"]) {
    expect(inviteeAt(email)).toEqual({ email });
  }
});

test("requiring a second factor changes nothing else of the settings", () => {
  const settings = { theme: "x", security: { session_hours: 8 } };
  expect(withMfa(settings, true)).toEqual({
    theme: "x",
    security: { session_hours: 8, require_mfa: true },
  });
  expect(requiresMfa(withMfa({}, true))).toBe(true);
  expect(requiresMfa({ security: { require_mfa: "true" } })).toBe(false);
});

test("a choice counts once it is whole, and what a preview does not freeze stays", () => {
  const preview = {
    tier: "starter",
    freezes: [{ id: "b", name: "B", type: "workspaces", workspace_id: null }],
    freezes_total: 1,
    thaws: [],
    thaws_total: 0,
  };
  const things = ["a", "b", "c"].map((id) => ({ id, name: id }));
  expect(staying(things, "workspaces", preview)).toEqual(["a", "c"]);
  expect(staying(things, "chatbots", preview)).toEqual(["a", "b", "c"]);
  expect(whole(["a"], 2)).toEqual([]);
  expect(whole(["a", "c"], 2)).toEqual(["a", "c"]);
  expect(whole(null, 2)).toEqual([]);
});

test("what was done is said around what it was done to, and unknown actions are readable", () => {
  expect(actionParts("member.added")).toEqual({
    before: "added",
    target: true,
    after: "to the organization",
  });
  expect(actionParts("member.left").target).toBe(false);
  expect(actionText("member.added")).toBe("added … to the organization");
  expect(actionText("note.put_away")).toBe("put away note");
});

test("events are whole however the stream is cut", async () => {
  const text = 'event: delta\ndata: {"content":"a"}\n\nevent: done\ndata: {}\n\n';
  for (const size of [1, 7, 1000]) {
    async function* cut() {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    }
    const found = [];
    for await (const event of eventsOf(cut())) found.push(event);
    expect(found).toEqual([
      { name: "delta", data: '{"content":"a"}' },
      { name: "done", data: "{}" },
    ]);
  }
});

test("only addresses of our own are gone on to", () => {
  expect(safeNext("/o/acme?new=true")).toBe("/o/acme?new=true");
  for (const evil of ["//evil.test", "/\\evil.test", "https://evil.test", "o/acme", undefined]) {
    expect(safeNext(evil)).toBeUndefined();
  }
});

test("nobody is offered to grant or touch a role above their own", () => {
  expect(grantable("admin")).toEqual(["admin", "member"]);
  expect(outranks("admin", "owner")).toBe(false);
  expect(outranks("owner", "owner")).toBe(true);
});

test("a logo changes nothing else of the settings", () => {
  const settings = { theme: "x", branding: { color: "red", logo: "old" } };
  expect(withLogo(settings, "new")).toEqual({
    theme: "x",
    branding: { color: "red", logo: "new" },
  });
  expect(withLogo({ branding: { logo: "old" }, a: 1 }, null)).toEqual({ a: 1 });
});

test("days left are rounded up and never less than none", () => {
  const now = Date.parse("2026-01-01T12:00:00Z");
  expect(daysUntil("2026-01-02T11:00:00Z", now)).toBe(1);
  expect(daysUntil("2025-12-31T00:00:00Z", now)).toBe(0);
});
