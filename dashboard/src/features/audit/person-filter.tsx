import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { membersQuery } from "@/features/members/queries";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { nameOf } from "@/session/use";
import { Avatar } from "@/ui/bits";
import { useDebounced } from "@/ui/list";
import { Switcher } from "@/ui/switcher";

interface Props {
  actor: string | undefined;
  onChange: (userId: string | undefined) => void;
}

const ANYONE = "anyone";

/** Finds whose deeds to show, however many members there are. */
export function PersonFilter({ actor, onChange }: Props) {
  const { organization } = usePlace();
  const [q, setQ] = useState("");
  const [name, setName] = useState("");
  const settled = useDebounced(q).trim();
  const query = { page: 1, limit: 20, sort: "name", ...(settled ? { q: settled } : {}) };
  const { data } = useQuery({
    ...membersQuery(organization.id, query),
    placeholderData: keepPreviousData,
  });
  const people = data?.members.map((one) => ({
    id: one.user_id,
    name: nameOf(one),
    picture: <Avatar name={nameOf(one)} />,
    notes: one.email ?? "",
  }));
  const anyone = settled === "" ? [{ id: ANYONE, name: t("audit.anyone") }] : [];
  return (
    <div className="max-w-52">
      <Switcher
        label={t("audit.person")}
        searchLabel={t("members.search")}
        triggerClassName="h-8 border border-line-strong bg-surface px-2.5 shadow-xs"
        trigger={
          <span className="truncate text-[0.8125rem]">{actor ? name : t("audit.anyone")}</span>
        }
        current={actor ?? ANYONE}
        q={q}
        onSearch={setQ}
        choices={people && [...anyone, ...people]}
        onPick={(id) => {
          setName(people?.find((one) => one.id === id)?.name ?? "");
          onChange(id === ANYONE ? undefined : id);
        }}
      />
    </div>
  );
}
