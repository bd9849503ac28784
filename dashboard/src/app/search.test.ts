import { expect, test } from "vitest";
import { list, listOf } from "./search";

test("an address says where someone is in a list", () => {
  expect(list({ q: "ada", sort: "-name", page: 3 })).toEqual({ q: "ada", sort: "-name", page: 3 });
  expect(list({ q: 42 })).toEqual({ q: "42" });
});

test("what an address of a list cannot mean is left out", () => {
  expect(list({ q: "", sort: {}, page: 1, other: "x" })).toEqual({});
  for (const page of [0, -2, 1.5, "x", null]) expect(list({ page })).toEqual({});
});

test("a list is narrowed by the names it has", () => {
  expect(listOf("actor")({ actor: "u1", action: "x", page: 2 })).toEqual({ actor: "u1", page: 2 });
});
