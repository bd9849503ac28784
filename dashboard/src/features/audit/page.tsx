import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, ScrollText } from "lucide-react";
import { useState } from "react";
import type { Spot } from "@/app/loaders";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Card, Empty, PageHead, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { attempt, Failure } from "@/ui/failure";
import { Turns } from "@/ui/pages";
import { EventRow } from "./event-row";
import { Filters } from "./filters";
import { type AuditFilters, auditQuery, exportAudit } from "./queries";

type AuditSearch = AuditFilters & { page?: number };

/** Reads the page of the trail before it is shown. */
export const ahead = ({ organization }: Spot, { page, ...filters }: AuditSearch) =>
  queries.prefetchQuery(auditQuery(organization.id, filters, page ?? 1));

/** Who did what and when, all of it. */
export function Audit() {
  const { organization } = usePlace();
  useTitle(t("audit.title"), organization.name);
  const { page = 1, ...filters } = useSearch({ strict: false }) as AuditSearch;
  const navigate = useNavigate();
  const go = (search: AuditSearch) => void navigate({ to: ".", search, resetScroll: false });
  const turn = (page: number) => go(page > 1 ? { ...filters, page } : filters);
  const { data, error, refetch } = useQuery(auditQuery(organization.id, filters, page));
  const actor = data?.events.find((event) => event.actor.id === filters.actor)?.actor.name;
  return (
    <>
      <PageHead title={t("audit.title")} description={t("audit.description")}>
        <Export filters={filters} />
      </PageHead>
      <Card>
        <Filters filters={filters} actor={actor} onChange={go} />
        {error && !data && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="m-5 h-64" />}
        {data?.events.length === 0 && <Empty icon={ScrollText} title={t("audit.none")} />}
        <ul className="divide-y divide-line">
          {data?.events.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </ul>
        {data && (data.has_next || data.has_previous) && (
          <nav
            aria-label={t("list.pages")}
            className="flex justify-end gap-2 border-t border-line px-5 py-2.5"
          >
            <Turns
              facts={data}
              page={page}
              turn={turn}
              names={[t("audit.newer"), t("audit.older")]}
            />
          </nav>
        )}
      </Card>
    </>
  );
}

function Export({ filters }: { filters: AuditFilters }) {
  const { organization } = usePlace();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    await attempt(async () => {
      const url = URL.createObjectURL(await exportAudit(organization.id, filters));
      const link = document.createElement("a");
      link.href = url;
      link.download = `audit-${organization.slug}-${new Date().toISOString().slice(0, 10)}.ndjson`;
      link.click();
      URL.revokeObjectURL(url);
    });
    setBusy(false);
  };
  return (
    <Button onClick={() => void save()} busy={busy}>
      <Download aria-hidden />
      {t("audit.export")}
    </Button>
  );
}
