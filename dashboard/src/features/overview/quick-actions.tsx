import { Link } from "@tanstack/react-router";
import { Bot, UserPlus } from "lucide-react";
import { t } from "@/i18n";
import { useWorkspacePlace } from "@/place/place";
import { Button } from "@/ui/button";

/** What most come to do, as far as they may. */
export function QuickActions() {
  const { organization, workspace, can } = useWorkspacePlace();
  const params = { organization: organization.slug, workspace: workspace.slug };
  return (
    <>
      {can("member:invite") && (
        <Button asChild>
          <Link to="/o/$organization/members" params={params} search={{ invite: true }}>
            <UserPlus aria-hidden />
            {t("invite.action")}
          </Link>
        </Button>
      )}
      {can("chatbot:create") && !workspace.frozen && (
        <Button asChild look="primary">
          <Link to="/o/$organization/w/$workspace/chatbots" params={params} search={{ new: true }}>
            <Bot aria-hidden />
            {t("chatbots.new")}
          </Link>
        </Button>
      )}
    </>
  );
}
