import { useEffect, useEffectEvent, useState } from "react";
import { t } from "@/i18n";
import { toast } from "./toast";

/**
 * A part in a file of its own, loaded once it is `wanted`, and null until it is there.
 *
 * React's `lazy` would take the page around it off the screen where the file cannot be reached.
 * Here nothing else changes: it is asked for again when `wanted` changes. One that is `here` already
 * is not asked for.
 */
export function usePart<Part>(
  load: () => Promise<{ default: Part }>,
  wanted: unknown,
  onFailure?: () => void,
  here: Part | null = null,
): Part | null {
  const [part, setPart] = useState(() => here);
  const fail = useEffectEvent(() => onFailure?.());
  const missing = part === null;
  useEffect(() => {
    if (!wanted || !missing) return;
    let here = true;
    load().then(
      (module) => here && setPart(() => module.default),
      () => here && fail(),
    );
    return () => {
      here = false;
    };
  }, [load, wanted, missing]);
  return part;
}

/** A part that something opens; where its file is out of reach, that is said, and it stays closed. */
export function useOpenedPart<Part>(
  load: () => Promise<{ default: Part }>,
  open: boolean,
  setOpen: (open: boolean) => void,
): Part | null {
  return usePart(load, open, () => {
    setOpen(false);
    toast(t("failure.unreachable"), "bad");
  });
}
