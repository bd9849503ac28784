import type { ErrorComponentProps } from "@tanstack/react-router";
import { useEffect } from "react";
import { Skeleton } from "@/ui/bits";
import { Failure } from "@/ui/failure";

/** Names the page in the browser's tab and history. */
export function useTitle(...parts: (string | undefined | null)[]): void {
  const title = [...parts.filter(Boolean), "Tenantry"].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}

export function PageSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton className="mb-3 h-7 w-48" />
      <Skeleton className="mb-8 h-4 w-80 max-w-full" />
      <Skeleton className="h-64 w-full rounded-xl" />
    </div>
  );
}

/** A page that broke; a newer version of the dashboard may have replaced the files it asks for. */
export function PageFailure({ error }: ErrorComponentProps) {
  return <Failure error={error} retry={() => location.reload()} />;
}
