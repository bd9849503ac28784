import { ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";
import { t } from "@/i18n";
import { nameOf, useUser } from "@/session/use";
import { Avatar } from "@/ui/bits";
import { useLater } from "@/ui/later";

const load = () => import("./user-menu-open");

export function UserMenu() {
  const { Part, takeover, button } = useLater(load);
  if (Part) return <Part takeover={takeover} />;
  return <UserButton aria-haspopup="menu" aria-expanded={false} {...button} />;
}

/** Who is signed in. */
export function UserButton(wiring: ComponentProps<"button">) {
  const user = useUser();
  const name = nameOf(user);
  return (
    <button
      type="button"
      {...wiring}
      className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover data-[state=open]:bg-hover"
    >
      <Avatar name={name} />
      <span className="sr-only">{t("user.menu")}</span>
      <span className="min-w-0 grow">
        <span className="block truncate text-[0.8125rem] font-medium">{name}</span>
        {user.email && user.email !== name && (
          <span className="block truncate text-2xs text-soft">{user.email}</span>
        )}
      </span>
      <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-soft" />
    </button>
  );
}
