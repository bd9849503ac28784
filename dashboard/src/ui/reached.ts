import { type FocusEvent, type PointerEvent, useState } from "react";
import { flushSync } from "react-dom";
import type { Takeover } from "./later";

/**
 * For a costly control of which a list has one in each row: a plain button stands in for it until
 * it is reached for by pointer, keyboard or a click.
 *
 * A finger reaches and presses at once; a button that goes away between the two would lose its click.
 */
export function useReached() {
  const [takeover, setTakeover] = useState<Takeover | null>(null);
  const button = {
    onPointerEnter: ({ pointerType }: PointerEvent) => {
      if (pointerType === "mouse") flushSync(() => setTakeover({ open: false, focused: false }));
    },
    onFocus: ({ currentTarget }: FocusEvent) => {
      if (currentTarget.matches(":focus-visible")) setTakeover({ open: false, focused: true });
    },
    onClick: () => setTakeover({ open: true, focused: true }),
  };
  return { takeover, button };
}
