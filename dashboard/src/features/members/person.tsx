import { t } from "@/i18n";
import { nameOf, useUser } from "@/session/use";
import { Avatar, Badge } from "@/ui/bits";

interface Props {
  person: {
    user_id: string;
    display_name: string | null;
    username: string | null;
    email: string | null;
  };
}

/** A person in a list: what they are called, their address, and whether it is oneself. */
export function Person({ person }: Props) {
  const user = useUser();
  const name = nameOf(person);
  return (
    <div className="flex items-center gap-3">
      <Avatar name={name} size="size-8 text-xs" />
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          {person.user_id === user.id && <Badge>{t("members.you")}</Badge>}
        </div>
        {person.email && person.email !== name && (
          <div className="truncate text-xs text-soft">{person.email}</div>
        )}
      </div>
    </div>
  );
}
