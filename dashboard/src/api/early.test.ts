import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askEarly, earlyAnswer } from "./early";
import { ORIGIN } from "./origin";

let sent: string[];

beforeEach(() => {
  sent = [];
  vi.stubGlobal("fetch", async (url: string) => {
    sent.push(url);
    return url.endsWith("/refused") ? new Response(null, { status: 404 }) : Response.json({ url });
  });
});
afterEach(() => vi.unstubAllGlobals());

const wish = (path: string, method = "GET") =>
  earlyAnswer(new Request(`${ORIGIN}/api/v1${path}`, { method }));

test("what was asked for early is handed to the first who wants it, and to nobody else", async () => {
  askEarly("/orgs?q=acme", "a1");
  expect(await (await wish("/orgs?q=acme"))?.json()).toEqual({ url: sent[0] });
  expect(await wish("/orgs?q=acme")).toBeNull();
  expect(await wish("/orgs?q=globex")).toBeNull();
});

test("a refusal is not handed on: the page asks again, and says it", async () => {
  askEarly("/refused", "a1");
  expect(await wish("/refused")).toBeNull();
});

test("after a change nothing that was read before is handed on", async () => {
  askEarly("/orgs", "a1");
  await wish("/orgs", "POST");
  expect(await wish("/orgs")).toBeNull();
});
