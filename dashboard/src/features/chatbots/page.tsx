import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Bot, Plus } from "lucide-react";
import { useMemo } from "react";
import type { Spot } from "@/app/loaders";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import type { ListSearch } from "@/app/search";
import { useFlag } from "@/app/use-search";
import { formatAgo, t } from "@/i18n";
import { useWorkspacePlace } from "@/place/place";
import { Badge, Card, Empty, PageHead } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { type Column, ListTable, SearchField } from "@/ui/list";
import { listQuery, useList } from "@/ui/use-list";
import { ChatbotForm } from "./form";
import { type Chatbot, chatbotsQuery, createChatbot } from "./queries";

const SORT = "name";

/** The chatbots of a workspace. */
export function Chatbots() {
  const { organization, workspace, can } = useWorkspacePlace();
  useTitle(t("nav.chatbots"), workspace.name);
  const [creating, setCreating] = useFlag("new");
  const navigate = useNavigate();
  const controls = useList(SORT);
  const at = { org_id: organization.id, workspace_id: workspace.id };
  const { slug } = workspace;
  const columns = useMemo(
    () => columnsOfChatbots({ organization: organization.slug, workspace: slug }),
    [organization.slug, slug],
  );
  const result = useQuery(chatbotsQuery(at, controls.query));
  const create = can("chatbot:create") && !workspace.frozen && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("chatbots.new")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("nav.chatbots")} description={t("chatbots.description")}>
        {create}
      </PageHead>
      <Card>
        <div className="border-b border-line p-4">
          <SearchField
            label={t("chatbots.search")}
            value={controls.state.q}
            onChange={controls.search}
          />
        </div>
        <ListTable
          label={t("nav.chatbots")}
          result={result}
          entries={result.data?.chatbots}
          columns={columns}
          idOf={({ id }) => id}
          controls={controls}
          empty={
            <Empty icon={Bot} title={t("chatbots.none")} action={create}>
              {t("chatbots.noneExplained")}
            </Empty>
          }
        />
      </Card>
      <Dialog
        open={creating && can("chatbot:create")}
        onOpenChange={setCreating}
        title={t("chatbots.new")}
        wide
      >
        <ChatbotForm
          action={t("ui.create")}
          cancel={() => setCreating(false)}
          send={async (values) => {
            const made = await createChatbot(at, values);
            await navigate({
              to: "/o/$organization/w/$workspace/chatbots/$chatbot",
              params: { organization: organization.slug, workspace: slug, chatbot: made.id },
            });
          }}
        />
      </Dialog>
    </>
  );
}

/** Reads the page's list before it is shown. */
export const ahead = ({ organization, workspace }: Spot, search: ListSearch) =>
  workspace &&
  queries.prefetchQuery(
    chatbotsQuery({ org_id: organization.id, workspace_id: workspace.id }, listQuery(SORT, search)),
  );

const columnsOfChatbots = (params: {
  organization: string;
  workspace: string;
}): Column<Chatbot>[] => [
  {
    name: "name",
    head: t("field.name"),
    sort: "name",
    cell: (chatbot) => (
      <Link
        to="/o/$organization/w/$workspace/chatbots/$chatbot"
        params={{ ...params, chatbot: chatbot.id }}
        className="group flex items-center gap-3"
      >
        <span className="flex size-8 shrink-0 items-center justify-center rounded-md bg-accent-wash">
          <Bot aria-hidden className="size-4 text-accent-ink" />
        </span>
        <span className="min-w-0">
          <span className="block truncate font-medium group-hover:underline">{chatbot.name}</span>
          {chatbot.description && (
            <span className="block max-w-md truncate text-xs text-soft">{chatbot.description}</span>
          )}
        </span>
      </Link>
    ),
  },
  {
    name: "state",
    head: t("chatbots.state"),
    className: "w-32",
    cell: (chatbot) => <State chatbot={chatbot} />,
  },
  {
    name: "created",
    head: t("organization.created"),
    sort: "created_at",
    className: "w-40 text-soft max-md:hidden",
    cell: ({ created_at }) => formatAgo(created_at),
  },
];

export function State({ chatbot }: { chatbot: Pick<Chatbot, "frozen" | "is_active"> }) {
  if (chatbot.frozen) return <Badge tone="warn">{t("frozen.badge")}</Badge>;
  return chatbot.is_active ? (
    <Badge tone="good">{t("chatbots.on")}</Badge>
  ) : (
    <Badge>{t("chatbots.off")}</Badge>
  );
}
