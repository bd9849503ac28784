import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { isPassing } from "@/api/problem";
import { t } from "@/i18n";
import { Notice } from "@/ui/bits";
import { Button } from "@/ui/button";

/** Says when what is on screen could not be renewed, and offers to try again. */
export function Connection() {
  const client = useQueryClient();
  const fetching = useIsFetching();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const look = () =>
      setLost(
        client
          .getQueryCache()
          .getAll()
          .some(
            (one) => one.isActive() && one.state.data !== undefined && isPassing(one.state.error),
          ),
      );
    return client.getQueryCache().subscribe(look);
  }, [client]);
  if (!lost) return null;
  const retry = () =>
    void client.refetchQueries({
      type: "active",
      predicate: ({ state }) => isPassing(state.error),
    });
  return (
    <div role="status" className="sticky top-12 z-20 p-2 md:top-0">
      <Notice
        tone="warn"
        icon={CloudOff}
        action={
          <Button size="small" onClick={retry} busy={fetching > 0}>
            {t("failure.retry")}
          </Button>
        }
      >
        {t("failure.stale")}
      </Notice>
    </div>
  );
}
