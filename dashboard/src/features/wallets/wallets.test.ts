import { afterEach, expect, test, vi } from "vitest";
import { chainOf, cosmosChains } from "./cosmos";
import { discover, withWallet } from "./discover";
import { hex } from "./evm";
import { isMeant } from "./prove";
import { refusal, refusalOf } from "./refusal";
import { iconOf, NoAccount, type Wallet } from "./wallet";

const ICON = "data:image/svg+xml;base64,PHN2Zy8+";

afterEach(() => {
  vi.useRealTimers();
  for (const name of ["ethereum", "phantom", "keplr"]) Reflect.deleteProperty(globalThis, name);
});

function found(): { wallets: Wallet[]; stop: () => void } {
  const wallets: Wallet[] = [];
  const stop = discover((one) => wallets.push(one));
  return { wallets, stop };
}

const announce = (rdns: string, name: string, icon = ICON) =>
  dispatchEvent(
    new CustomEvent("eip6963:announceProvider", {
      detail: { info: { rdns, name, icon, uuid: rdns }, provider: { request: vi.fn() } },
    }),
  );

test("wallets are heard whether they announce themselves before they are asked, or later", () => {
  const hear = () => announce("io.early", "Early");
  addEventListener("eip6963:requestProvider", hear);
  const { wallets, stop } = found();
  announce("io.late", "Late");
  stop();
  announce("io.deaf", "After");
  removeEventListener("eip6963:requestProvider", hear);
  expect(wallets.map((one) => one.name)).toEqual(["Early", "Late"]);
});

test("an old wallet is offered only where none announces itself", () => {
  vi.useFakeTimers();
  Object.assign(globalThis, { ethereum: { request: vi.fn() } });
  const alone = found();
  vi.runAllTimers();
  expect(alone.wallets.map((one) => one.id)).toEqual(["evm:ethereum"]);
  alone.stop();
  const beside = found();
  announce("io.new", "New");
  vi.runAllTimers();
  beside.stop();
  expect(beside.wallets.map((one) => one.name)).toEqual(["New"]);
});

test("what announces itself wrongly is passed over", () => {
  const { wallets, stop } = found();
  for (const detail of [null, {}, { info: { name: "x" } }, { provider: {} }]) {
    dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  }
  stop();
  expect(wallets).toEqual([]);
});

test("a Solana wallet that is found in two ways is listed once", () => {
  Object.assign(globalThis, { phantom: { solana: { connect: vi.fn(), signMessage: vi.fn() } } });
  const standard = { name: "Phantom", icon: ICON, accounts: [], features: signing };
  const register = (event: Event) => (event as CustomEvent).detail.register(standard);
  addEventListener("wallet-standard:app-ready", register);
  const { wallets, stop } = found();
  stop();
  removeEventListener("wallet-standard:app-ready", register);
  const listed = wallets.reduce(withWallet, [] as Wallet[]);
  expect(listed.map((one) => [one.id, one.icon])).toEqual([["solana:Phantom", ICON]]);
});

const signing = { "solana:signMessage": { signMessage: vi.fn() } };

test("only icons that come along are shown", () => {
  expect(iconOf(ICON)).toBe(ICON);
  for (const evil of ["https://evil.test/i.png", "//evil.test", "data:text/html,x", null]) {
    expect(iconOf(evil)).toBeNull();
  }
});

test("every way of refusing is understood", () => {
  const said = (message: string) => new Error(message);
  const codes: [unknown, string][] = [
    [{ code: 4001, message: "User rejected the request." }, "wallet.rejected"],
    [{ code: -32002, message: "Already processing eth_requestAccounts." }, "wallet.waiting"],
    [{ code: 4100 }, "wallet.locked"],
    [{ code: 4901 }, "wallet.wrongChain"],
    [said("Request rejected"), "wallet.rejected"],
    [said("There is no chain info for nowhere-1"), "wallet.wrongChain"],
    [said("The wallet is locked"), "wallet.locked"],
    [new NoAccount(), "wallet.locked"],
    [said("Ledger: 0x6985"), "wallet.failed"],
    [undefined, "wallet.silent"],
    [{}, "wallet.silent"],
  ];
  for (const [error, key] of codes) expect([error, refusalOf(error)]).toEqual([error, key]);
});

test("a refusal names the wallet and what it said", () => {
  expect(refusal(new Error("Ledger: 0x6985"), "Rabby").message).toBe(
    "Rabby could not do it: Ledger: 0x6985",
  );
});

test("a message is handed over in hexadecimal, as all of its bytes", () => {
  expect(hex("0xé\n")).toBe("0x3078c3a90a");
});

test("an address leads to its chain", () => {
  const chains = cosmosChains("cosmos=cosmoshub-4,secret=secret-4,,x");
  expect(chains).toHaveLength(2);
  expect(chainOf("secret1qqq", chains)).toBe("secret-4");
  expect(chainOf("unknown1qqq", chains)).toBe("cosmoshub-4");
  expect(chainOf(undefined, chains)).toBe("cosmoshub-4");
});

test("the wallet meant is known in every spelling, and another one is not it", () => {
  expect(isMeant("evm", "0xabcd", "0xABCD")).toBe(true);
  expect(isMeant("evm", "0xabcd", "eip155:1:0xABCD")).toBe(true);
  expect(isMeant("evm", "0xabce", "0xABCD")).toBe(false);
  expect(isMeant("solana", "abc", "Abc")).toBe(false);
  expect(isMeant("cosmos", "osmo1x", "cosmos1y")).toBe(true);
});
