import type { ReactNode } from "react";
import { count, t } from "@/i18n";
import { Button } from "./button";

/** What every list of the server says beside its entries. */
export interface PageFacts {
  total: number;
  page: number | null;
  total_pages: number;
  has_next: boolean;
  has_previous: boolean;
}

interface PagesProps {
  facts: PageFacts;
  turn: (page: number) => void;
  /** What else the reader may choose of the pages, beside the way to the next. */
  children?: ReactNode;
}

/** Where one is in a list of several pages, and the way to the next. */
export function Pages({ facts, turn, children }: PagesProps) {
  if (facts.page === null || (facts.total_pages <= 1 && !children)) return null;
  const { page } = facts;
  return (
    <nav
      aria-label={t("list.pages")}
      className="flex items-center justify-between gap-3 border-t border-line px-5 py-2.5 text-xs text-soft"
    >
      <span>
        {t("list.page", { page, pages: facts.total_pages })} · {count("list.entries", facts.total)}
      </span>
      <span className="flex items-center gap-2">
        {children}
        <Turns facts={facts} page={page} turn={turn} />
      </span>
    </nav>
  );
}

interface TurnsProps {
  facts: Pick<PageFacts, "has_next" | "has_previous">;
  page: number;
  turn: (page: number) => void;
  /** What the page before and the next are called. */
  names?: [string, string];
}

/** The ways to the page before and to the next. */
export function Turns({ facts, page, turn, names }: TurnsProps) {
  const [before, next] = names ?? [t("list.previous"), t("list.next")];
  return (
    <>
      <Button size="small" disabled={!facts.has_previous} onClick={() => turn(page - 1)}>
        {before}
      </Button>
      <Button size="small" disabled={!facts.has_next} onClick={() => turn(page + 1)}>
        {next}
      </Button>
    </>
  );
}
