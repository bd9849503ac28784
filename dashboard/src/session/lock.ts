/** One at a time across all tabs of this browser: a refresh token can be spent only once. */
export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(name, work) as Promise<T>;
  return underLease(name, work);
}

const LEASE_MS = 10_000;
const SETTLE_MS = 30;

/** Web Locks exist only in secure contexts; over plain HTTP a lease in local storage serves. */
async function underLease<T>(name: string, work: () => Promise<T>): Promise<T> {
  const key = `${name}.lease`;
  const mine = `${Math.random()}`;
  for (;;) {
    const held = JSON.parse(localStorage.getItem(key) ?? "null") as Lease | null;
    if (held === null || held.until < Date.now()) {
      localStorage.setItem(key, JSON.stringify({ by: mine, until: Date.now() + LEASE_MS }));
      await pause(SETTLE_MS);
      const now = JSON.parse(localStorage.getItem(key) ?? "null") as Lease | null;
      if (now?.by === mine) break;
    }
    await pause(SETTLE_MS);
  }
  try {
    return await work();
  } finally {
    localStorage.removeItem(key);
  }
}

interface Lease {
  by: string;
  until: number;
}

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
