import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Tooltip } from "radix-ui";
import { useEffect, useState } from "react";
import { session } from "@/session/session";
import { useSession } from "@/session/use";
import { Failure } from "@/ui/failure";
import { Toasts } from "@/ui/toast";
import { queries } from "./queries";
import { router } from "./router";

/** The whole dashboard, once it is known who is signed in. */
export function App({ beginning }: { beginning: Promise<void> }) {
  const state = useSession();
  const [failure, setFailure] = useState<unknown>(null);
  const [begun, setBegun] = useState(beginning);

  useEffect(() => {
    begun.catch(setFailure);
  }, [begun]);
  useEffect(() => {
    if (state.status === "signed-out") queries.clear();
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
      <Tooltip.Provider delayDuration={400}>
        <RouterProvider router={router} />
        <Toasts />
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}
