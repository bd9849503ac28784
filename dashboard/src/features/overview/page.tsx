import { useQuery } from "@tanstack/react-query";
import type { Spot } from "@/app/loaders";
import { PageSkeleton, useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { t } from "@/i18n";
import { useWorkspacePlace } from "@/place/place";
import { PageHead } from "@/ui/bits";
import { Failure } from "@/ui/failure";
import { Activities } from "./activities";
import { Figures } from "./figures";
import { MessagesCard } from "./messages-card";
import { overviewQuery } from "./queries";
import { QuickActions } from "./quick-actions";
import { RecentChatbots } from "./recent-chatbots";

/** Reads what goes on in a workspace before it is shown. */
export const ahead = ({ organization, workspace }: Spot) =>
  workspace &&
  queries.prefetchQuery(overviewQuery({ org_id: organization.id, workspace_id: workspace.id }));

/** What goes on in a workspace, in one call. */
export function Overview() {
  const { organization, workspace } = useWorkspacePlace();
  useTitle(t("nav.overview"), workspace.name);
  const at = { org_id: organization.id, workspace_id: workspace.id };
  const { data, error, refetch } = useQuery(overviewQuery(at));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  return (
    <>
      <PageHead title={workspace.name} description={workspace.description ?? t("overview.about")}>
        <QuickActions />
      </PageHead>
      <div className="flex flex-col gap-4">
        <Figures figures={data.figures} />
        <MessagesCard days={data.days} />
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          <Activities activities={data.activities} />
          <RecentChatbots chatbots={data.chatbots} />
        </div>
      </div>
    </>
  );
}
