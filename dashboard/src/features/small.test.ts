import { expect, test } from "vitest";
import { safeNext } from "@/app/guards";
import { eventsOf } from "./chatbots/stream";
import { addressesIn } from "./invitations/addresses";
import { grantable, outranks } from "./members/role-cell";
import { withLogo } from "./organization/general";
import { daysUntil } from "./plan/current";

test("addresses are found however they are pasted, each once", () => {
  const text = "Ada <ada@example.com>, grace@example.com;\n\n ada@example.com \n";
  expect(addressesIn(text)).toEqual(["ada@example.com", "grace@example.com"]);
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
