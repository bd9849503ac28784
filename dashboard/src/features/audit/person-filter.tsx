import { useState } from "react";
import { usePeople } from "@/features/members/people";
import { t } from "@/i18n";
import { type Choice, Switcher } from "@/ui/switcher";

interface Props {
  actor: string | undefined;
  /** What the actor is called, where that is known already. */
  name: string | undefined;
  onChange: (userId: string | undefined) => void;
}

const ANYONE = "anyone";

/** Finds whose deeds to show, however many members there are. */
export function PersonFilter({ actor, name, onChange }: Props) {
  const [picked, setPicked] = useState<Choice>();
  const called = name ?? (picked?.value === actor ? picked?.name : undefined);
  return (
    <div className="max-w-52">
      <Switcher
        label={t("audit.person")}
        searchLabel={t("members.search")}
        triggerClassName="h-8 border border-line-strong bg-surface px-2.5 shadow-xs"
        trigger={
          <span className="truncate text-[0.8125rem]">
            {actor ? (called ?? t("audit.someone")) : t("audit.anyone")}
          </span>
        }
        current={actor ?? ANYONE}
        useChoices={useActors}
        onPick={(choice) => {
          setPicked(choice);
          onChange(choice.id === ANYONE ? undefined : choice.value);
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
