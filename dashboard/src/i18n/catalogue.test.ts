import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { count, formatAgo, t } from ".";
import { de, refusals } from "./de";
import { en } from "./en";

const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

test("every part is in the catalogue, and no key in two of them", () => {
  const parts = import.meta.glob<Record<string, object>>("./en/*.ts", { eager: true });
  const keys = Object.values(parts).flatMap((part) => Object.values(part).flatMap(Object.keys));
  expect(keys.sort()).toEqual(Object.keys(en).sort());
});

test("every language fills the same holes", () => {
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect([key, holes(de[key])]).toEqual([key, holes(en[key])]);
  }
});

test("what is said in place of the server is something it says", () => {
  const codes: string[] = readFileSync("../docs/errors.md", "utf8").match(/(?<=^\| `)\w+/gm) ?? [];
  expect(Object.keys(refusals).filter((code) => !codes.includes(code))).toEqual([]);
});

test("a number chooses its form", () => {
  expect(count("members.count", 1)).toBe("1 member");
  expect(count("members.count", 1200)).toBe("1,200 members");
});

test("what is not given is not invented", () => {
  expect(t("members.removed", { name: "Ada" })).toBe("Ada was removed.");
});

test("times are said as people say them", () => {
  const now = Date.parse("2026-01-02T00:00:00Z");
  expect(formatAgo("2026-01-01T00:00:00Z", now)).toBe("yesterday");
  expect(formatAgo("2026-01-01T23:59:50Z", now)).toBe("just now");
});
