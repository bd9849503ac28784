import { useState } from "react";
import { usePeople } from "@/features/members/people";
import { t } from "@/i18n";
import { type Choice, Switcher } from "@/ui/switcher";

interface Props {
  actor: string | undefined;
  onChange: (userId: string | undefined) => void;
}

const ANYONE = "anyone";

/** Finds whose deeds to show, however many members there are. */
export function PersonFilter({ actor, onChange }: Props) {
  const [name, setName] = useState("");
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
        useChoices={useActors}
        onPick={(picked) => {
          setName(picked.name);
          onChange(picked.id === ANYONE ? undefined : picked.value);
        }}
      />
    </div>
  );
}

function useActors(q: string): Choice[] | undefined {
  const people = usePeople(q)?.map((one) => ({ ...one, id: one.value }));
  const anyone = { id: ANYONE, value: ANYONE, name: t("audit.anyone") };
  return people && (q.trim() === "" ? [anyone, ...people] : people);
}
