import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { usePlace } from "@/place/place";
import { nameOf } from "@/session/use";
import { Avatar } from "@/ui/bits";
import type { Choice } from "@/ui/switcher";
import { membersQuery } from "./queries";

/** Members by name, however many there are; the value of each is the user. */
export function usePeople(q: string): Choice[] | undefined {
  const { organization } = usePlace();
  const wanted = q.trim();
  const query = { page: 1, limit: 20, sort: "name", ...(wanted ? { q: wanted } : {}) };
  const { data } = useQuery({
    ...membersQuery(organization.id, query),
    placeholderData: keepPreviousData,
  });
  return data?.members.map((one) => ({
    id: one.id,
    value: one.user_id,
    name: nameOf(one),
    picture: <Avatar name={nameOf(one)} />,
    notes: one.email ?? "",
  }));
}
