import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, once, type Schemas, take, takeVersioned } from "@/api/client";
import { queries } from "@/app/queries";
import type { At } from "@/features/workspace/queries";
import type { ListQuery } from "@/ui/use-list";

export type Chatbot = Schemas["ChatbotRead"];
type Sort = "name" | "-name" | "created_at" | "-created_at";

export interface ChatbotAt extends At {
  chatbot_id: string;
}

const key = (at: At) => ["org", at.org_id, "workspace", at.workspace_id, "chatbots"];

export const chatbotsQuery = (at: At, query: ListQuery) =>
  queryOptions({
    queryKey: [...key(at), query],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots", {
          params: { path: at, query: { ...query, sort: query.sort as Sort } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const chatbotQuery = (at: ChatbotAt) =>
  queryOptions({
    queryKey: [...key(at), at.chatbot_id],
    queryFn: () =>
      takeVersioned(
        api.GET("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}", {
          params: { path: at },
        }),
      ),
  });

export async function createChatbot(at: At, body: Schemas["ChatbotCreate"]): Promise<Chatbot> {
  const made = await take(
    api.POST("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots", {
      params: { path: at, header: once() },
      body,
    }),
  );
  await queries.invalidateQueries({ queryKey: ["org", at.org_id] });
  return made;
}

export async function updateChatbot(
  at: ChatbotAt,
  body: Schemas["ChatbotUpdate"],
  etag: string | null,
) {
  await take(
    api.PATCH("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}", {
      params: { path: at, header: etag ? { "If-Match": etag } : {} },
      body,
    }),
  );
  await queries.invalidateQueries({ queryKey: ["org", at.org_id] });
}

export async function deleteChatbot(at: ChatbotAt) {
  await take(
    api.DELETE("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}", {
      params: { path: at },
    }),
  );
  await queries.invalidateQueries({ queryKey: key(at) });
  await queries.invalidateQueries({ queryKey: ["org", at.org_id, "subscription"] });
}

const messagesKey = (at: ChatbotAt) => [...key(at), at.chatbot_id, "messages"];

/** The latest messages of a chatbot, oldest first: of one person's conversation, or of everyone's. */
export const messagesQuery = (at: ChatbotAt, userId: string | null) =>
  queryOptions({
    queryKey: [...messagesKey(at), userId],
    queryFn: async () => {
      const page = await take(
        api.GET("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}/messages", {
          params: { path: at, query: { limit: 50, ...(userId ? { user_id: userId } : {}) } },
        }),
      );
      return page.messages.toReversed();
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
