import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatAgo, formatDateTime, t } from "@/i18n";
import { Badge, Section, Skeleton } from "@/ui/bits";
import { Failure } from "@/ui/failure";
import { Turns } from "@/ui/pages";
import { deviceName } from "./device";
import { eventText, isAlarming } from "./event-text";
import { type AccountEvent, eventsQuery } from "./queries";

/** What happened to the account, so that a stranger's doing is noticed. */
export function History() {
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useQuery(eventsQuery(page));
  return (
    <Section
      title={t("history.title")}
      description={t("history.explained")}
      footer={
        data &&
        data.total_pages > 1 && (
          <>
            <span>{t("list.page", { page, pages: data.total_pages })}</span>
            <nav aria-label={t("list.pages")} className="flex gap-2">
              <Turns
                facts={data}
                page={page}
                turn={setPage}
                names={[t("audit.newer"), t("audit.older")]}
              />
            </nav>
          </>
        )
      }
    >
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-40" />}
      <ol aria-label={t("history.title")} className="divide-y divide-line">
        {data?.events.map((event) => (
          <Happened key={event.id} event={event} />
        ))}
      </ol>
    </Section>
  );
}

function Happened({ event }: { event: AccountEvent }) {
  const from = [event.user_agent && deviceName(event.user_agent), event.ip].filter(Boolean);
  return (
    <li className="flex items-start justify-between gap-4 py-2.5 text-[0.8125rem] first:pt-0 last:pb-0">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 break-words">
          {eventText(event)}
          {isAlarming(event.action) && <Badge tone="warn">{t("history.look")}</Badge>}
        </p>
        {from.length > 0 && (
          <p className="truncate text-xs text-soft" title={event.user_agent ?? undefined}>
            {from.join(" · ")}
          </p>
        )}
      </div>
      <time
        dateTime={event.at}
        title={formatDateTime(event.at)}
        className="shrink-0 pt-px text-xs text-soft"
      >
        {formatAgo(event.at)}
      </time>
    </li>
  );
}
