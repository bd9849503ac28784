import { type ComponentType, useEffect, useEffectEvent, useState } from "react";
import { Unreachable } from "@/api/problem";
import { PageFailure, PageSkeleton } from "./page";

interface Props {
  /** The page, if its file is here already. */
  here: ComponentType | undefined;
  load: () => Promise<ComponentType>;
}

/**
 * A page from a file of its own.
 *
 * Where the file is out of reach, that is said in its place. Nothing is thrown: an error that is
 * caught by React is on the console all the same.
 */
export function LatePage({ here, load }: Props) {
  const [found, setFound] = useState({ Page: here, failed: false });
  const missing = found.Page === undefined;
  const get = useEffectEvent(() =>
    load().then(
      (Page) => setFound({ Page, failed: false }),
      () => setFound({ Page: undefined, failed: true }),
    ),
  );
  useEffect(() => {
    if (missing) void get();
  }, [missing]);
  if (found.Page) return <found.Page />;
  return found.failed ? <PageFailure error={new Unreachable()} /> : <PageSkeleton />;
}
