import type { UseQueryResult } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, CloudOff, Search } from "lucide-react";
import {
  memo,
  type ReactNode,
  startTransition,
  useDeferredValue,
  useEffect,
  useState,
} from "react";
import { isPassing } from "@/api/problem";
import { formatNumber, t } from "@/i18n";
import { Notice, Skeleton } from "./bits";
import { Button } from "./button";
import { cn } from "./cn";
import { Failure } from "./failure";
import { inputStyle } from "./field";
import { type PageFacts, Pages } from "./pages";
import { type ListControls, ROWS } from "./use-list";

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
  const deferred = useGrowing(useDeferredValue(kept));
  const retry = () => void result.refetch();
  useLastPage(result.data, controls);
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
                  <Row key={idOf(entry)} entry={entry} columns={columns as Column<unknown>[]} />
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
      {result.data && (
        <Pages facts={result.data} turn={controls.turn}>
          {result.data.total > ROWS[0] && <Rows controls={controls} />}
        </Pages>
      )}
    </>
  );
}

/** Leads back to the last page from beyond it, as from one whose only entry was deleted. */
function useLastPage(facts: PageFacts | undefined, { state, turn }: ListControls): void {
  const last = Math.max(1, facts?.total_pages ?? state.page);
  const beyond = state.page > last;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page there is not
  useEffect(() => {
    if (beyond) turn(last, true);
  }, [beyond, last]);
}

function Rows({ controls }: { controls: ListControls }) {
  return (
    <label className="flex items-center gap-2 max-sm:hidden">
      {t("list.rows")}
      <select
        value={controls.state.rows}
        onChange={(event) => controls.showRows(Number(event.target.value))}
        className={cn(inputStyle, "h-8 w-auto px-2 text-[0.8125rem]")}
      >
        {ROWS.map((rows) => (
          <option key={rows} value={rows}>
            {formatNumber(rows)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Drawn anew only if its entry or its columns changed: pages keep their columns for that. */
const Row = memo(({ entry, columns }: { entry: unknown; columns: Column<unknown>[] }) => (
  <tr className="border-b border-line last:border-0">
    {columns.map((column) => (
      <td key={column.name} className={cn(CELL, "py-3", column.className)}>
        {column.cell(entry)}
      </td>
    ))}
  </tr>
));

const STEP = 20;

/** Entries as they are drawn: first what fills a screen, then the rest in steps the browser has time between. */
function useGrowing<T>(entries: T[] | undefined): T[] | undefined {
  const [drawn, setDrawn] = useState({ entries, upTo: STEP });
  if (drawn.entries !== entries) setDrawn({ entries, upTo: STEP });
  const { upTo } = drawn;
  const more = entries !== undefined && upTo < entries.length;
  useEffect(() => {
    if (!more) return;
    const frame = requestAnimationFrame(() =>
      startTransition(() => setDrawn({ entries, upTo: upTo + STEP })),
    );
    return () => cancelAnimationFrame(frame);
  }, [more, entries, upTo]);
  return more ? entries.slice(0, upTo) : entries;
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
