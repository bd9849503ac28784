import { deviceName } from "@/features/account/device";
import { formatAgo, formatDateTime, t } from "@/i18n";
import { Avatar } from "@/ui/bits";
import { Deed } from "./deed";
import type { AuditEvent } from "./queries";

/** One event; opened, what changed and where it came from. */
export function EventRow({ event }: { event: AuditEvent }) {
  const { actor, action, target, at } = event;
  return (
    <li>
      <details className="group">
        <summary className="flex items-center gap-3 px-5 py-3 text-[0.8125rem] hover:bg-hover">
          <Avatar name={actor.name} />
          <Deed actor={actor.name} action={action} target={target.name} />
          <time dateTime={at} title={formatDateTime(at)} className="shrink-0 text-xs text-soft">
            {formatAgo(at)}
          </time>
        </summary>
        <Details event={event} />
      </details>
    </li>
  );
}

function Details({ event }: { event: AuditEvent }) {
  const facts: [string, string | null][] = [
    [t("audit.time"), formatDateTime(event.at)],
    [t("audit.action"), event.action],
    [t("audit.target"), `${event.target.type} ${event.target.id}`],
    [t("audit.from"), event.ip],
    [t("audit.device"), event.user_agent && deviceName(event.user_agent)],
    [t("audit.request"), event.request_id],
  ];
  const changes = Object.entries(event.changes);
  return (
    <div className="grid gap-4 bg-canvas px-5 py-4 text-xs sm:grid-cols-2 sm:pl-15">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd className="break-all">{value}</dd>
            </div>
          ))}
      </dl>
      {changes.length > 0 && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {changes.map(([field, change]) => (
            <div key={field} className="contents">
              <dt className="text-soft">{field}</dt>
              <dd className="break-all">{shown(change)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function shown(change: unknown): string {
  const { from, to } = (change ?? {}) as { from?: unknown; to?: unknown };
  return `${value(from)} → ${value(to)}`;
}

const value = (one: unknown): string =>
  one === null || one === undefined ? "–" : typeof one === "string" ? one : JSON.stringify(one);
