import { type ReactNode, useEffect, useState } from "react";
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
  children: (version: Versioned<T>, typing: Typing) => ReactNode;
}

/**
 * A form over a version of a thing: the newest, until something is typed.
 *
 * From then on it is the version the typing began over, whatever is read meanwhile, so that
 * nothing typed is lost, and nothing that someone else changed is overwritten unseen.
 */
export function OverVersion<T>({ read, again, children }: Props<T>) {
  const [begun, setBegun] = useState<Versioned<T> | null>(null);
  return children(begun ?? read, {
    changed: (changed) => setBegun((before) => (changed ? (before ?? read) : null)),
    saved: () => setBegun(null),
    discard: () => {
      setBegun(null);
      void again();
    },
  });
}

/** Tells whether something is typed that is not saved. */
export function useTyping(typing: Typing | undefined, changed: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed makes a difference
  useEffect(() => typing?.changed(changed), [changed]);
}
