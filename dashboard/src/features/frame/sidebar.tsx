import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Key, Skeleton } from "@/ui/bits";
import { cn } from "@/ui/cn";
import { type Destination, destinations } from "./nav";
import { OrganizationSwitcher } from "./organization-switcher";
import { UserMenu } from "./user-menu";
import { WorkspaceSwitcher } from "./workspace-switcher";

const COMMAND = /Mac|iP(hone|ad)/.test(navigator.userAgent) ? "⌘" : "Ctrl";

export interface SidebarProps {
  placed: boolean;
  settled: boolean;
  onSearch: () => void;
}

export function Sidebar({ placed, settled, onSearch }: SidebarProps) {
  return (
    <div className="flex h-full flex-col bg-canvas">
      {placed && <Placed onSearch={onSearch} />}
      {!placed && settled && <Nowhere />}
      {!placed && !settled && <Waiting />}
      <div className="border-t border-line p-2">
        <UserMenu />
      </div>
    </div>
  );
}

function Placed({ onSearch }: { onSearch: () => void }) {
  const place = usePlace();
  const { workspace, organization } = destinations(place);
  return (
    <>
      <div className="flex flex-col gap-1 p-2">
        <OrganizationSwitcher />
        <button
          type="button"
          onClick={onSearch}
          className="mt-1 flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-[0.8125rem] text-soft shadow-xs hover:bg-hover"
        >
          <Search aria-hidden className="size-3.5" />
          <span className="grow text-left">{t("frame.search")}</span>
          <Key>{COMMAND} K</Key>
        </button>
      </div>
      <nav aria-label={t("frame.pages")} className="flex grow flex-col gap-5 overflow-y-auto p-2">
        <div>
          <WorkspaceSwitcher />
          <Links destinations={workspace} />
        </div>
        <div>
          <h2 className="px-2.5 pb-1.5 text-xs font-medium text-soft">{t("nav.organization")}</h2>
          <Links destinations={organization} />
        </div>
      </nav>
    </>
  );
}

const Nowhere = () => (
  <div className="grow p-2">
    <OrganizationSwitcher />
  </div>
);

function Links({ destinations }: { destinations: Destination[] }) {
  return (
    <ul className="flex flex-col gap-px">
      {destinations.map(({ to, label, icon: Icon, exact }) => (
        <li key={to}>
          <Link
            to={to}
            activeOptions={{ exact: exact ?? false }}
            className={cn(
              "flex h-8 items-center gap-2.5 rounded-md px-2.5 text-[0.8125rem] text-soft transition-colors hover:bg-hover hover:text-ink",
              "data-[status=active]:bg-hover data-[status=active]:font-medium data-[status=active]:text-ink",
            )}
          >
            <Icon aria-hidden className="size-4" />
            {t(label)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const Waiting = () => (
  <div className="flex grow flex-col gap-3 p-3" aria-hidden>
    <Skeleton className="h-10" />
    <Skeleton className="h-8" />
    <Skeleton className="mt-4 h-8 w-4/5" />
    <Skeleton className="h-8 w-3/5" />
    <Skeleton className="h-8 w-2/3" />
  </div>
);
