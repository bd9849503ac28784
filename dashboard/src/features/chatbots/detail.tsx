import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ArrowLeft, Snowflake, Trash2 } from "lucide-react";
import { PageSkeleton, useTitle } from "@/app/page";
import { PlanWayOut } from "@/features/plan/way-out";
import { t } from "@/i18n";
import { useWorkspacePlace } from "@/place/place";
import { Card, Notice, PageHead } from "@/ui/bits";
import { ConfirmButton } from "@/ui/confirm";
import { Failure } from "@/ui/failure";
import { toast } from "@/ui/toast";
import { OverVersion } from "@/ui/version";
import { ChatbotForm } from "./form";
import { State } from "./page";
import { chatbotQuery, deleteChatbot, updateChatbot } from "./queries";
import { Try } from "./try";

/** One chatbot: what it is told, and a place to try it. */
export function ChatbotPage() {
  const { organization, workspace, can } = useWorkspacePlace();
  const { chatbot: id } = useParams({ strict: false }) as { chatbot: string };
  const navigate = useNavigate();
  const at = { org_id: organization.id, workspace_id: workspace.id, chatbot_id: id };
  const params = { organization: organization.slug, workspace: workspace.slug };
  const { data, error, refetch } = useQuery(chatbotQuery(at));
  useTitle(data?.data.name, workspace.name);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const { data: chatbot } = data;
  const frozen = chatbot.frozen || workspace.frozen;
  const editable = can("chatbot:update") && !frozen;
  return (
    <>
      <Link
        to="/o/$organization/w/$workspace/chatbots"
        params={params}
        className="mb-3 inline-flex items-center gap-1.5 text-[0.8125rem] text-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-3.5" />
        {t("nav.chatbots")}
      </Link>
      <PageHead title={chatbot.name} description={<State chatbot={chatbot} />}>
        {can("chatbot:delete") && (
          <ConfirmButton
            label={
              <>
                <Trash2 aria-hidden />
                {t("chatbots.delete")}
              </>
            }
            title={t("delete.title", { name: chatbot.name })}
            description={t("chatbots.deleteExplained")}
            action={t("chatbots.delete")}
            run={async () => {
              await deleteChatbot(at);
              toast(t("delete.done", { name: chatbot.name }));
              await navigate({ to: "/o/$organization/w/$workspace/chatbots", params });
            }}
          />
        )}
      </PageHead>
      {chatbot.frozen && !workspace.frozen && <FrozenNotice name={chatbot.name} />}
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
        <Card className="p-5">
          <OverVersion
            key={id}
            read={data}
            again={refetch}
            edited={(it) => [it.name, it.description, it.instructions, it.model, it.is_active]}
          >
            {(version, typing) => (
              <ChatbotForm
                chatbot={version.data}
                typing={typing}
                action={t("ui.save")}
                disabled={!editable}
                send={async (values) => {
                  await updateChatbot(at, values, version.etag);
                  typing.saved();
                  toast(t("ui.saved"));
                }}
              />
            )}
          </OverVersion>
        </Card>
        <Try at={at} chatbot={chatbot} frozen={frozen} />
      </div>
    </>
  );
}

function FrozenNotice({ name }: { name: string }) {
  return (
    <div className="mb-6">
      <Notice tone="warn" icon={Snowflake} action={<PlanWayOut />}>
        {t("frozen.banner", { name })}
      </Notice>
    </div>
  );
}
