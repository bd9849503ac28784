import { useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { ListSearch } from "@/app/search";
import { useSearchChange } from "@/app/use-search";

export const ROWS = [20, 50, 100] as const;
const ROWS_KEPT = "tenantry.rows";

/** How many rows a list has: what was chosen last, in whatever list. */
function keptRows(): number {
  const kept = Number(localStorage.getItem(ROWS_KEPT));
  return ROWS.find((one) => one === kept) ?? 20;
}

/** What to ask the server for, as an address says it. */
export const listQuery = (sort: string, search: ListSearch, rows = keptRows()) => ({
  page: search.page ?? 1,
  limit: rows,
  sort: search.sort ?? sort,
  ...(search.q ? { q: search.q } : {}),
});

export type ListQuery = ReturnType<typeof listQuery>;
export type ListControls = ReturnType<typeof useList>;

/**
 * Where someone is in the one list of a page; a new search or order begins at its first page.
 *
 * It is said by the address, so that the way back, loading anew and a shared link show the same.
 */
export function useList(sort: string) {
  const search = useSearch({ strict: false }) as ListSearch;
  const go = useSearchChange<ListSearch>();
  const [rows, setRows] = useState(keptRows);
  const query = listQuery(sort, search, rows);
  const [q, type] = useTyped(search.q ?? "", (q) =>
    go({ q: q || undefined, page: undefined }, true),
  );
  const orderBy = (next: string) =>
    go({ sort: next === sort ? undefined : next, page: undefined }, false);
  return {
    state: { page: query.page, rows, q, sort: query.sort },
    query,
    search: type,
    sortBy: (name: string) => orderBy(query.sort === name ? `-${name}` : name),
    showRows: (rows: number) => {
      localStorage.setItem(ROWS_KEPT, `${rows}`);
      setRows(rows);
      go({ page: undefined }, true);
    },
    turn: (page: number, replace = false) => go({ page: page > 1 ? page : undefined }, replace),
  };
}

/** A text of the address that is typed: it gets there once the typing pauses. */
function useTyped(said: string, say: (text: string) => void) {
  const [typed, setTyped] = useState(said);
  const settled = useDebounced(typed).trim();
  const underWay = useRef<string[]>([]);
  useEffect(() => {
    const own = underWay.current.indexOf(said);
    if (own < 0) setTyped(said);
    else underWay.current.splice(0, own + 1);
  }, [said]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an address that changes is no typing
  useEffect(() => {
    if (settled === said) return;
    underWay.current.push(settled);
    say(settled);
  }, [settled]);
  return [typed, setTyped] as const;
}

/** What is typed, once the typing pauses. */
export function useDebounced(text: string, ms = 180): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}
