import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { t } from "@/i18n";
import { toast } from "./toast";

/** How a part that was loaded late takes over from its stand-in. */
export interface Takeover {
  /** It was clicked already. */
  open: boolean;
  /** It had the focus. */
  focused: boolean;
  /** What was typed since it was clicked. */
  typed?: string;
}

interface Standing<Part> {
  /** The part, once it is loaded. */
  Part: Part | null;
  takeover: Takeover;
  /** What the button that stands in for it is wired with. */
  button: {
    ref: RefObject<HTMLButtonElement | null>;
    onPointerEnter: (event: PointerEvent) => void;
    onFocus: (event: FocusEvent) => void;
    onKeyDown: (event: KeyboardEvent) => void;
    onClick: () => void;
  };
}

/** How long after it was first drawn a page has come to rest. */
export const REST_MS = 1_500;
const loaded = new Map<unknown, unknown>();

/**
 * A part the first page can do without until it is clicked, such as what a button opens.
 *
 * A plain button stands in for it. The part is loaded once the page has come to rest, or as soon
 * as the button is reached for, and takes over as the button was left: clicked, focused or neither.
 */
export function useLater<Part>(load: () => Promise<{ default: Part }>): Standing<Part> {
  const [part, setPart] = useState(() => loaded.get(load) as Part | undefined);
  const [takeover, setTakeover] = useState<Takeover>({ open: false, focused: false });
  const ref = useRef<HTMLButtonElement>(null);
  const clicked = useRef(false);
  const typed = useRef("");
  const get = useCallback(() => {
    load().then(
      async (module) => {
        loaded.set(load, module.default);
        await released(ref);
        const focused = ref.current !== null && document.activeElement === ref.current;
        flushSync(() => {
          if (ref.current) {
            setTakeover({ open: clicked.current, focused, typed: typed.current });
          }
          setPart(() => module.default);
        });
      },
      () => {
        if (clicked.current) toast(t("failure.unreachable"), "bad");
        clicked.current = false;
      },
    );
  }, [load]);
  useEffect(() => {
    if (loaded.has(load)) return;
    const timer = setTimeout(get, REST_MS);
    return () => clearTimeout(timer);
  }, [load, get]);
  const click = () => {
    clicked.current = true;
    get();
  };
  const button = {
    ref,
    onPointerEnter: ({ pointerType }: PointerEvent) => pointerType === "mouse" && get(),
    onFocus: ({ currentTarget }: FocusEvent) => currentTarget.matches(":focus-visible") && get(),
    onKeyDown: ({ key }: KeyboardEvent) => {
      if (clicked.current && key.length === 1) typed.current += key;
    },
    onClick: click,
  };
  return { Part: part ?? null, takeover, button };
}

/** A button that goes away between press and release would lose its click. */
async function released(button: RefObject<HTMLButtonElement | null>): Promise<void> {
  while (button.current?.matches(":active")) await new Promise(requestAnimationFrame);
}
