import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { exclusively } from "./lock";
import { Session } from "./session";

const USER = { id: "u1", email: "ada@example.com" };
const TOKEN = { access_token: "a1", expires_in: 900, user: USER, context: { permissions: [] } };

let answers: (() => Response)[];
let sent: unknown[];

beforeEach(() => {
  localStorage.clear();
  sent = [];
  answers = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    sent.push(JSON.parse(init.body as string));
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("network");
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

const ok =
  (token = "a1") =>
  () =>
    Response.json({ ...TOKEN, access_token: token });
interface Refresh {
  retry_key: string;
}

const broken = () => new Response("", { status: 502 });
const refused = () =>
  Response.json({ status: 401, code: "invalid_refresh_token", detail: "…" }, { status: 401 });

test("who was never signed in here is not asked about", async () => {
  const session = new Session("http://here.test/refresh");
  await session.begin();
  expect(session.state.status).toBe("signed-out");
  expect(sent).toEqual([]);
});

test("several that need a token at once share one refresh", async () => {
  localStorage.setItem("tenantry.signed-in", "u1");
  answers = [ok()];
  const session = new Session("http://here.test/refresh");
  await session.begin();
  answers = [ok("a2")];
  const tokens = await Promise.all([1, 2, 3].map(() => session.renew("a1")));
  expect(tokens).toEqual(["a2", "a2", "a2"]);
  expect(sent).toHaveLength(2);
});

test("a token that another request has renewed meanwhile is not renewed again", async () => {
  localStorage.setItem("tenantry.signed-in", "u1");
  answers = [ok("a2")];
  const session = new Session("http://here.test/refresh");
  await session.begin();
  expect(await session.renew("a1")).toBe("a2");
  expect(sent).toHaveLength(1);
});

test("a refresh names the place of its own tab", async () => {
  localStorage.setItem("tenantry.signed-in", "u1");
  answers = [ok(), ok("a2")];
  const session = new Session("http://here.test/refresh");
  await session.begin();
  session.place = { organization_id: "o1", workspace_id: null };
  await session.renew("a1");
  expect(sent[1]).toMatchObject({ organization_id: "o1", workspace_id: null });
});

test("a refresh is known by one key until it is answered, also by the page that comes next", async () => {
  localStorage.setItem("tenantry.signed-in", "u1");
  await expect(new Session("http://here.test/refresh").begin()).rejects.toThrow("unreachable");
  answers = [broken, ok(), ok("a2")];
  const next = new Session("http://here.test/refresh");
  await expect(next.begin()).rejects.toThrow();
  await next.begin();
  await next.renew("a1");
  const [lost, failed, answered, other] = sent.map((body) => (body as Refresh).retry_key);
  expect([failed, answered]).toEqual([lost, lost]);
  expect(other).not.toBe(lost);
});

test("a refused refresh signs out; an unreachable server does not", async () => {
  localStorage.setItem("tenantry.signed-in", "u1");
  answers = [ok()];
  const session = new Session("http://here.test/refresh");
  await session.begin();
  await expect(session.renew("a1")).rejects.toThrow("unreachable");
  expect(session.state.status).toBe("signed-in");
  answers = [refused];
  expect(await session.renew("a1")).toBeNull();
  expect(session.state).toEqual({ status: "signed-out", chosen: false });
  expect(localStorage.getItem("tenantry.signed-in")).toBeNull();
});

test("without Web Locks one still works after the other", async () => {
  vi.stubGlobal("navigator", { ...navigator, locks: undefined });
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((done) => setTimeout(done, 5));
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => exclusively("test", work)));
  expect(most).toBe(1);
});
