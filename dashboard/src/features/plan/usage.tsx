import { useQuery } from "@tanstack/react-query";
import { MessagesCard } from "@/features/overview/messages-card";
import { formatNumber, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Card } from "@/ui/bits";
import { usageQuery } from "./queries";

/** Where this month's messages went. */
export function Usage() {
  const { organization } = usePlace();
  const { data } = useQuery(usageQuery(organization.id));
  if (!data) return null;
  const workspaces = data.messages.workspaces.filter((one) => one.count > 0);
  return (
    <>
      <MessagesCard days={data.messages.days} />
      {workspaces.length > 0 && (
        <Card>
          <h2 className="border-b border-line px-5 py-3 text-sm font-semibold">
            {t("usage.byWorkspace")}
          </h2>
          <ul className="divide-y divide-line text-[0.8125rem]">
            {workspaces.map((one) => (
              <li key={one.id} className="flex justify-between gap-4 px-5 py-2.5">
                <span className="truncate">{one.name ?? t("usage.deleted")}</span>
                <span className="tabular-nums">{formatNumber(one.count)}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
