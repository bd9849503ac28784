import { Fragment, type ReactNode, useEffect, useState } from "react";
import type { Versioned } from "@/api/client";

/** What a form tells of what is typed into it. */
export interface Typing {
  changed: (changed: boolean) => void;
  saved: () => void;
  discard: () => void;
}

interface Props<T> {
  read: Versioned<T>;
  again: () => Promise<unknown>;
  /** What of the thing is edited here, in any form that JSON has. */
  edited: (thing: T) => unknown;
  children: (version: Versioned<T>, typing: Typing) => ReactNode;
}

/** A form and what it is over. */
interface Begun<T> {
  key: string | null;
  over: Versioned<T>;
  typed: boolean;
}

/**
 * A form over a version of a thing: the newest, until something is typed.
 *
 * From then on it is the version the typing began over, so that nothing typed is lost, and nothing
 * that someone else changed is overwritten unseen. Newer ones that differ only in what is not edited
 * here are taken over under what is typed: nobody contradicts anybody.
 */
export function OverVersion<T>({ read, again, edited, children }: Props<T>) {
  const [form, setForm] = useState<Begun<T>>({ key: read.etag, over: read, typed: false });
  const as = (typed: boolean) => setForm((before) => ({ ...before, typed }));
  if (read.etag !== form.over.etag) {
    if (!form.typed) setForm({ key: read.etag, over: read, typed: false });
    else if (alike(edited(read.data), edited(form.over.data))) setForm({ ...form, over: read });
  }
  const typing = {
    changed: as,
    saved: () => as(false),
    discard: () => {
      as(false);
      void again();
    },
  };
  return <Fragment key={form.key}>{children(form.over, typing)}</Fragment>;
}

const alike = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Tells whether something is typed that is not saved. */
export function useTyping(typing: Typing | undefined, changed: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed makes a difference
  useEffect(() => typing?.changed(changed), [changed]);
}
