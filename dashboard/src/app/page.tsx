import type { ErrorComponentProps } from "@tanstack/react-router";
import { useEffect } from "react";
import { foreign, isPassing, Unreachable } from "@/api/problem";
import { t } from "@/i18n";
import { Skeleton } from "@/ui/bits";
import { attempt, Failure } from "@/ui/failure";

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
export function PageFailure({ error }: Pick<ErrorComponentProps, "error">) {
  useTitle(isPassing(error) ? t("failure.title") : t("failure.refused"));
  return <Failure error={error} retry={() => void attempt(reload)} />;
}

/** Loads the page anew where there is one: out of reach, that would leave nothing on the screen. */
async function reload(): Promise<void> {
  const response = await fetch(document.baseURI).catch(() => Promise.reject(new Unreachable()));
  if (!response.ok) throw foreign(response);
  location.reload();
}
