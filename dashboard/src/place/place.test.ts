import { expect, test } from "vitest";
import { type Closed, logoOf, permits } from "./place";
import { findBySlug } from "./queries";

test("what is not on the server's list may not be done", () => {
  const can = permits({ permissions: ["org:read", "member:read"] });
  expect(can("org:read")).toBe(true);
  expect(can("member:invite")).toBe(false);
  expect(can("org")).toBe(false);
});

test("what is suspended or frozen takes no changes, and gives up what is taken away", () => {
  const context = {
    permissions: [
      "billing:manage",
      "chatbot:create",
      "chatbot:delete",
      "chatbot:read",
      "member:invite",
      "org:update",
      "workspace:create",
      "workspace:update",
    ],
  };
  const open = (closed: Closed) => context.permissions.filter(permits(context, closed));
  expect(open({ suspended: true, frozen: false })).toEqual([
    "billing:manage",
    "chatbot:delete",
    "chatbot:read",
  ]);
  expect(open({ suspended: false, frozen: true })).toEqual([
    "billing:manage",
    "chatbot:delete",
    "chatbot:read",
    "member:invite",
    "org:update",
    "workspace:create",
  ]);
});

test("of slugs that contain each other the very one is found, pages on if need be", async () => {
  const first = { entries: [{ slug: "acme-labs" }, { slug: "my-acme" }], next: "2" };
  const last = { entries: [{ slug: "acme" }], next: null };
  const found = await findBySlug("acme", async (cursor) => (cursor === null ? first : last));
  expect(found).toEqual({ slug: "acme" });
});

test("a slug that is nobody's is null after the last page", async () => {
  const found = await findBySlug("acme", async () => ({ entries: [{ slug: "acm" }], next: null }));
  expect(found).toBeNull();
});

test("only a picture that is kept with the settings is shown", () => {
  const of = (logo: unknown) => logoOf({ settings: { branding: { logo } } });
  expect(of("data:image/webp;base64,AA==")).toBe("data:image/webp;base64,AA==");
  expect(of("https://tracker.test/pixel.png")).toBeNull();
  expect(of(7)).toBeNull();
  expect(logoOf({ settings: {} })).toBeNull();
});
