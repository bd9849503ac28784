import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import { Redirect } from "@/app/guards";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { organizationsQuery } from "@/place/queries";
import { session } from "@/session/session";
import { Empty } from "@/ui/bits";
import { Failure } from "@/ui/failure";

/** Leads from an address that names no page to the nearest one that is. */
export function Home() {
  const { organization } = useParams({ strict: false });
  return organization === undefined ? <ToOrganization /> : <ToWorkspace />;
}

/** The organization of the last context, the first one, or the first run. */
function ToOrganization() {
  const result = useQuery(organizationsQuery());
  if (result.isError) {
    return <Failure error={result.error} retry={() => void result.refetch()} />;
  }
  if (!result.data) return null;
  const all = result.data.organizations;
  const last = all.find((one) => one.id === session.fresh?.organization_id) ?? all[0];
  if (last === undefined) return <Redirect href="/welcome" />;
  return <Redirect href={`/o/${last.slug}`} />;
}

function ToWorkspace() {
  const { organization, workspace } = usePlace();
  if (workspace !== null) {
    return <Redirect href={`/o/${organization.slug}/w/${workspace.slug}`} />;
  }
  return (
    <Empty icon={Boxes} title={t("home.noWorkspace")}>
      {t("home.noWorkspaceHint")}
    </Empty>
  );
}
