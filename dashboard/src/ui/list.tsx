import type { UseQueryResult } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, CloudOff, Search } from "lucide-react";
import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { isPassing } from "@/api/problem";
import { count, t } from "@/i18n";
import { Notice, Skeleton } from "./bits";
import { Button } from "./button";
import { cn } from "./cn";
import { Failure } from "./failure";
import { inputStyle } from "./field";

/** What every list of the server says beside its entries. */
export interface PageFacts {
  total: number;
  page: number | null;
  total_pages: number;
  has_next: boolean;
  has_previous: boolean;
}

export interface ListState {
  page: number;
  q: string;
  sort: string;
}

/** Where someone is in a list; a new search or order begins at its first page. */
export function useList(sort: string) {
  const [state, setState] = useState<ListState>({ page: 1, q: "", sort });
  const q = useDebounced(state.q).trim();
  return {
    state,
    /** What to ask the server for, once the typing pauses. */
    query: {
      page: state.page,
      limit: 20,
      sort: state.sort,
      ...(q ? { q } : {}),
    },
    search: (q: string) => setState((before) => ({ ...before, q, page: 1 })),
    sortBy: (name: string) =>
      setState((before) => ({
        ...before,
        page: 1,
        sort: before.sort === name ? `-${name}` : name,
      })),
    turn: (page: number) => setState((before) => ({ ...before, page })),
  };
}

export type ListControls = ReturnType<typeof useList>;

/** What is typed, once the typing pauses. */
export function useDebounced(text: string, ms = 180): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}

export function SearchField({
  value,
  onChange,
  label,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
}) {
  return (
    <div className="relative w-full sm:w-72">
      <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-soft" />
      <input
        type="search"
        value={value}
        aria-label={label}
        placeholder={label}
        onChange={(event) => onChange(event.target.value)}
        className={cn(inputStyle, "pl-9")}
      />
    </div>
  );
}

export interface Column<T> {
  name: string;
  head: string;
  cell: (entry: T) => ReactNode;
  sort?: string;
  className?: string;
  /** Read out, but not shown: the column of buttons. */
  hidden?: boolean;
}

interface Props<T> {
  label: string;
  result: UseQueryResult<PageFacts>;
  entries: T[] | undefined;
  columns: Column<T>[];
  idOf: (entry: T) => string;
  controls: ListControls;
  empty: ReactNode;
}

/** The first column takes what the others leave, and cuts long names off rather than widen. */
const CELL =
  "px-5 not-first:whitespace-nowrap first:w-full first:max-w-0 max-sm:px-2.5 max-sm:first:pl-4";

/** A table of one page of a list: skeleton, refusal, emptiness and pages included. */
export function ListTable<T>({ label, result, entries, columns, idOf, controls, empty }: Props<T>) {
  const [kept, setKept] = useState(entries);
  if (entries !== undefined && entries !== kept) setKept(entries);
  const deferred = useDeferredValue(kept);
  const retry = () => void result.refetch();
  const failed = result.isError && entries === undefined;
  if (failed && (kept === undefined || !isPassing(result.error))) {
    return <Failure error={result.error} retry={retry} />;
  }
  if (entries && entries.length === 0) {
    if (!controls.query.q) return <>{empty}</>;
    return <p className="px-5 py-12 text-center text-soft">{t("list.nothing")}</p>;
  }
  return (
    <>
      {failed && (
        <div role="status" className="p-3">
          <Notice
            tone="warn"
            icon={CloudOff}
            action={
              <Button size="small" onClick={retry} busy={result.isFetching}>
                {t("failure.retry")}
              </Button>
            }
          >
            {t("failure.stale")}
          </Notice>
        </div>
      )}
      <div className="relative overflow-x-auto" aria-busy={!deferred}>
        <table className="w-full text-left text-[0.8125rem]" aria-label={label}>
          <thead>
            <tr className="border-b border-line text-xs text-soft">
              {columns.map((column) => (
                <Head key={column.name} column={column} controls={controls} />
              ))}
            </tr>
          </thead>
          <tbody>
            {deferred
              ? deferred.map((entry) => (
                  <tr key={idOf(entry)} className="border-b border-line last:border-0">
                    {columns.map((column) => (
                      <td key={column.name} className={cn(CELL, "py-3", column.className)}>
                        {column.cell(entry)}
                      </td>
                    ))}
                  </tr>
                ))
              : [0.9, 0.7, 0.8].map((width) => (
                  <tr key={width} className="border-b border-line last:border-0">
                    {columns.map((column) => (
                      <td key={column.name} className={cn(CELL, "py-4", column.className)}>
                        {!column.hidden && <Skeleton className="h-4 w-3/4 max-w-40" />}
                      </td>
                    ))}
                  </tr>
                ))}
          </tbody>
        </table>
      </div>
      {result.data && <Pages facts={result.data} turn={controls.turn} />}
    </>
  );
}

function Head<T>({ column, controls }: { column: Column<T>; controls: ListControls }) {
  const { sort, head, hidden, className } = column;
  const current = controls.state.sort.replace(/^-/, "") === sort;
  const down = controls.state.sort.startsWith("-");
  const order = current ? (down ? "descending" : "ascending") : "none";
  return (
    <th
      scope="col"
      className={cn(CELL, "h-9 font-medium whitespace-nowrap", className)}
      aria-sort={sort ? order : undefined}
    >
      {hidden && <span className="sr-only">{head}</span>}
      {!hidden && !sort && head}
      {!hidden && sort && (
        <button
          type="button"
          onClick={() => controls.sortBy(sort)}
          className="inline-flex items-center gap-1 rounded hover:text-ink"
        >
          {head}
          {current && !down && <ArrowUp aria-hidden className="size-3" />}
          {current && down && <ArrowDown aria-hidden className="size-3" />}
        </button>
      )}
    </th>
  );
}

/** Where one is in a list of several pages, and the way to the next. */
export function Pages({ facts, turn }: { facts: PageFacts; turn: (page: number) => void }) {
  if (facts.total_pages <= 1 || facts.page === null) return null;
  const { page } = facts;
  return (
    <nav
      aria-label={t("list.pages")}
      className="flex items-center justify-between gap-3 border-t border-line px-5 py-2.5 text-xs text-soft"
    >
      <span>
        {t("list.page", { page, pages: facts.total_pages })} · {count("list.entries", facts.total)}
      </span>
      <span className="flex gap-2">
        <Button size="small" disabled={!facts.has_previous} onClick={() => turn(page - 1)}>
          {t("list.previous")}
        </Button>
        <Button size="small" disabled={!facts.has_next} onClick={() => turn(page + 1)}>
          {t("list.next")}
        </Button>
      </span>
    </nav>
  );
}
