import { Link } from "@tanstack/react-router";
import { Activity } from "lucide-react";
import { Deed } from "@/features/audit/deed";
import { formatAgo, formatDateTime, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Avatar, Card, Empty } from "@/ui/bits";
import type { OverviewRead } from "./queries";

/** What was done lately, and by whom. */
export function Activities({ activities }: Pick<OverviewRead, "activities">) {
  const { organization, can } = usePlace();
  return (
    <Card>
      <div className="flex items-center justify-between px-4 pt-4 pb-2">
        <h2 className="text-sm font-semibold">{t("activities.title")}</h2>
        {can("audit:read") && (
          <Link
            to="/o/$organization/audit"
            params={{ organization: organization.slug }}
            className="text-xs font-medium text-accent-ink hover:underline"
          >
            {t("ui.seeAll")}
          </Link>
        )}
      </div>
      {activities.length === 0 ? (
        <Empty icon={Activity} title={t("activities.none")} />
      ) : (
        <ul className="px-4 pb-3">
          {activities.map((one) => (
            <li key={one.id} className="flex items-center gap-3 py-2 text-[0.8125rem]">
              <Avatar name={one.actor.name} />
              <Deed actor={one.actor.name} action={one.action} target={one.target.name} />
              <time
                dateTime={one.at}
                title={formatDateTime(one.at)}
                className="shrink-0 text-xs text-soft"
              >
                {formatAgo(one.at)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
