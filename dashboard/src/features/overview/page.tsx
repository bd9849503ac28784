import { useTitle } from "@/app/page";
import { t } from "@/i18n";
import { useWorkspacePlace } from "@/place/place";
import { PageHead } from "@/ui/bits";

/** What goes on in a workspace. */
export function Overview() {
  const { workspace } = useWorkspacePlace();
  useTitle(t("nav.overview"), workspace.name);
  return <PageHead title={workspace.name} description={workspace.description} />;
}
