import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { session } from "@/session/session";
import { useSession } from "@/session/use";
import { Failure } from "@/ui/failure";
import { REST_MS } from "@/ui/later";
import { usePart } from "@/ui/part";
import { toasts } from "@/ui/toast";
import { queries } from "./queries";
import { router } from "./router";

const loadToasts = () => import("@/ui/toasts");

/** The whole dashboard, once it is known who is signed in. */
export function App({ beginning }: { beginning: Promise<void> }) {
  const state = useSession();
  const [failure, setFailure] = useState<unknown>(null);
  const [begun, setBegun] = useState(beginning);

  useEffect(() => {
    begun.catch(setFailure);
  }, [begun]);
  const read = useRef(false);
  useEffect(() => {
    // Only what was read for somebody: pages for everyone may be reading already.
    if (state.status === "signed-out" && read.current) queries.clear();
    read.current = state.status === "signed-in";
  }, [state.status]);

  if (state.status === "unknown") {
    const retry = () => {
      setFailure(null);
      setBegun(session.begin());
    };
    return (
      <main className="pt-[20vh]">
        {failure !== null && <Failure error={failure} retry={retry} />}
      </main>
    );
  }
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <Corner />
    </QueryClientProvider>
  );
}

/** Where messages appear: loaded with the first one, or before any while the server can be reached. */
function Corner() {
  const last = useSyncExternalStore(toasts.subscribe, toasts.shown).at(-1)?.id;
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRested(true), REST_MS);
    return () => clearTimeout(timer);
  }, []);
  const Toasts = usePart(loadToasts, last ?? rested);
  return Toasts && <Toasts />;
}
