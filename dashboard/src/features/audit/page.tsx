import { useQuery } from "@tanstack/react-query";
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
import { EventRow } from "./event-row";
import { Filters } from "./filters";
import { type AuditFilters, auditQuery, exportAudit } from "./queries";

/** Reads the newest of the trail before it is shown. */
export const ahead = ({ organization }: Spot) =>
  queries.prefetchQuery(auditQuery(organization.id, {}, 1));

/** Who did what and when, all of it. */
export function Audit() {
  const { organization } = usePlace();
  useTitle(t("audit.title"), organization.name);
  const [filters, setFilters] = useState<AuditFilters>({});
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useQuery(auditQuery(organization.id, filters, page));
  const filter = (changed: AuditFilters) => {
    setFilters(changed);
    setPage(1);
  };
  return (
    <>
      <PageHead title={t("audit.title")} description={t("audit.description")}>
        <Export filters={filters} />
      </PageHead>
      <Card>
        <Filters filters={filters} onChange={filter} />
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
            <Button size="small" disabled={!data.has_previous} onClick={() => setPage(page - 1)}>
              {t("audit.newer")}
            </Button>
            <Button size="small" disabled={!data.has_next} onClick={() => setPage(page + 1)}>
              {t("audit.older")}
            </Button>
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
