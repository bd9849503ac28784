import { Link } from "@tanstack/react-router";
import { Bot } from "lucide-react";
import { formatAgo, t } from "@/i18n";
import { useWorkspacePlace } from "@/place/place";
import { Badge, Card, Empty } from "@/ui/bits";
import { Button } from "@/ui/button";
import type { OverviewRead } from "./queries";

/** The newest chatbots, or the way to the first one. */
export function RecentChatbots({ chatbots }: Pick<OverviewRead, "chatbots">) {
  const { organization, workspace, can } = useWorkspacePlace();
  const params = { organization: organization.slug, workspace: workspace.slug };
  return (
    <Card>
      <div className="flex items-center justify-between px-4 pt-4 pb-2">
        <h2 className="text-sm font-semibold">{t("chatbots.recent")}</h2>
        {chatbots.length > 0 && (
          <Link
            to="/o/$organization/w/$workspace/chatbots"
            params={params}
            className="text-xs font-medium text-accent-ink hover:underline"
          >
            {t("ui.seeAll")}
          </Link>
        )}
      </div>
      {chatbots.length === 0 ? (
        <Empty
          icon={Bot}
          title={t("chatbots.none")}
          action={
            can("chatbot:create") && (
              <Button asChild look="primary" size="small">
                <Link
                  to="/o/$organization/w/$workspace/chatbots"
                  params={params}
                  search={{ new: true }}
                >
                  {t("chatbots.new")}
                </Link>
              </Button>
            )
          }
        >
          {t("chatbots.noneExplained")}
        </Empty>
      ) : (
        <ul className="px-4 pb-3">
          {chatbots.map((chatbot) => (
            <li key={chatbot.id} className="flex items-center gap-3 py-2 text-[0.8125rem]">
              <span className="flex size-7 shrink-0 items-center justify-center rounded-md bg-accent-wash">
                <Bot aria-hidden className="size-4 text-accent-ink" />
              </span>
              <Link
                to="/o/$organization/w/$workspace/chatbots/$chatbot"
                params={{ ...params, chatbot: chatbot.id }}
                className="min-w-0 grow truncate font-medium hover:underline"
              >
                {chatbot.name}
              </Link>
              {chatbot.frozen && <Badge tone="warn">{t("frozen.badge")}</Badge>}
              {!chatbot.is_active && <Badge>{t("chatbots.off")}</Badge>}
              <span className="shrink-0 text-xs text-soft">{formatAgo(chatbot.created_at)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
