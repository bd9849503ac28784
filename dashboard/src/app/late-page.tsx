import { type ComponentType, useState } from "react";
import { Unreachable } from "@/api/problem";
import { usePart } from "@/ui/part";
import { PageFailure, PageSkeleton } from "./page";

interface Props {
  /** The page, if its file is here already. */
  here: ComponentType | null;
  load: () => Promise<{ default: ComponentType }>;
}

/**
 * A page from a file of its own.
 *
 * Where the file is out of reach, that is said in its place. Nothing is thrown: an error that is
 * caught by React is on the console all the same.
 */
export function LatePage({ here, load }: Props) {
  const [failed, setFailed] = useState(false);
  const Page = usePart(load, true, () => setFailed(true), here);
  if (Page) return <Page />;
  return failed ? <PageFailure error={new Unreachable()} /> : <PageSkeleton />;
}
