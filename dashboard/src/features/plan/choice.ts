import { queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "@/api/client";
import { t } from "@/i18n";
import { workspacesQuery } from "@/place/queries";
import type { Keepable } from "./keep";
import { type Plan, type Preview, previewQuery } from "./queries";

/** What of a kind stays and could be chosen otherwise. */
export interface Choosable {
  type: string;
  things: Keepable[];
  admits: number;
  chosen: string[];
  choose: (chosen: string[]) => void;
}

/** The things of a kind, and of them those that a preview leaves active. */
export function staying(things: Keepable[], type: string, preview: Preview): string[] {
  const frozen = new Set(preview.freezes.filter((one) => one.type === type).map(({ id }) => id));
  return things.map(({ id }) => id).filter((id) => !frozen.has(id));
}

/** A choice as the plan takes it: whole, or none where less was chosen than may stay. */
export const whole = (choice: string[] | null, admits: number): string[] =>
  choice !== null && choice.length >= admits ? choice : [];

const chatbotsOf = (organizationId: string, workspaceId: string) =>
  queryOptions({
    queryKey: ["org", organizationId, "workspace", workspaceId, "chatbots", "to-keep"],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots", {
          params: {
            path: { org_id: organizationId, workspace_id: workspaceId },
            query: { limit: 100, sort: "created_at" },
          },
        }),
      ),
  });

/**
 * What a plan would freeze, and what may be chosen to stay instead.
 *
 * Workspaces come first: which chatbots can stay follows from those that do. Where more is frozen
 * than a preview names, nothing is offered, as it could not be shown.
 */
export function useChoice(organizationId: string, plan: Plan) {
  const [workspaces, setWorkspaces] = useState<string[] | null>(null);
  const [chatbots, setChatbots] = useState<string[] | null>(null);
  const places = useQuery(workspacesQuery(organizationId));
  const rooms = plan.limits.workspaces ?? Number.POSITIVE_INFINITY;
  const seats = plan.limits.chatbots ?? Number.POSITIVE_INFINITY;
  const keptPlaces = whole(workspaces, rooms);
  const first = useQuery(previewQuery(organizationId, plan.tier, keptPlaces));
  const known = places.data?.workspaces.map((one) => ({
    id: one.id,
    name: one.name,
    ...(one.is_default ? { fixed: true, note: t("keep.default") } : {}),
  }));
  const open = first.data && known ? staying(known, "workspaces", first.data) : [];
  const lists = useQueries({
    queries: open.slice(0, 10).map((id) => chatbotsOf(organizationId, id)),
    combine: (all) => ({
      ready: all.every((one) => one.data !== undefined),
      things: all.flatMap((one) => one.data?.chatbots ?? []).map(({ id, name }) => ({ id, name })),
    }),
  });
  const keep = [...keptPlaces, ...whole(chatbots, seats)];
  const final = useQuery(previewQuery(organizationId, plan.tier, keep));
  const complete =
    (workspaces === null || workspaces.length >= rooms) &&
    (chatbots === null || chatbots.length >= Math.min(seats, lists.things.length));
  const named = first.data && first.data.freezes.length === first.data.freezes_total;
  const kinds: Choosable[] = [];
  if (named && known && known.length > rooms) {
    kinds.push({
      type: "workspaces",
      things: known,
      admits: rooms,
      chosen: workspaces ?? open,
      choose: (chosen) => {
        setWorkspaces(chosen);
        setChatbots(null);
      },
    });
  }
  if (named && lists.ready && lists.things.length > seats) {
    kinds.push({
      type: "chatbots",
      things: lists.things,
      admits: seats,
      chosen: chatbots ?? staying(lists.things, "chatbots", first.data),
      choose: setChatbots,
    });
  }
  return { kinds, keep, preview: final, complete };
}
