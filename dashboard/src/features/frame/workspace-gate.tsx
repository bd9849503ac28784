import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { t } from "@/i18n";
import { lastWorkspace } from "@/place/last";
import { usePlace } from "@/place/place";
import { NoAccess } from "./no-access";

/** Lets through to a workspace's pages, or says that it cannot be entered and what can. */
export function WorkspaceGate() {
  const { organization, workspace } = usePlace();
  const { workspace: slug } = useParams({ strict: false });
  const entered = workspace !== null && workspace.slug === slug;
  useEffect(() => {
    if (entered) lastWorkspace.keep(organization.id, workspace.slug);
  }, [entered, organization.id, workspace]);
  if (entered) return <Outlet />;
  return <NoAccess title={t("lost.workspace", { slug: slug ?? "" })} within={organization} />;
}
