import { safeNext } from "./guards";

/** What an address says behind its path, as the router has parsed it. */
type Search = Record<string, unknown>;

export const next = (search: Search): { next?: string } => {
  const found = safeNext(search.next);
  return found ? { next: found } : {};
};

export const tokenIn = (search: Search): { token?: string } =>
  typeof search.token === "string" ? { token: search.token } : {};

/** A parameter that is there or not, as the dialog it opens. */
export const flag =
  <Name extends string>(name: Name) =>
  (search: Search): { [K in Name]?: true } =>
    (search[name] === true ? { [name]: true } : {}) as { [K in Name]?: true };

/** Where someone is in a list: what is searched for and narrowed by, and the page. */
export const listOf =
  <Name extends string>(...names: Name[]) =>
  (search: Search): { [K in Name]?: string } & { page?: number } => ({
    ...(Object.fromEntries(
      names
        // What looks like a number comes as one.
        .filter((name) => ["string", "number"].includes(typeof search[name]) && search[name] !== "")
        .map((name) => [name, `${search[name]}`]),
    ) as { [K in Name]?: string }),
    ...(Number.isInteger(search.page) && Number(search.page) > 1
      ? { page: Number(search.page) }
      : {}),
  });

/** What the address of a page with one list says of it. */
export const list = listOf("q", "sort");
export type ListSearch = ReturnType<typeof list>;
