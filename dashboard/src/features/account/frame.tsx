import { Link, Outlet } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { UserMenu } from "@/features/frame/user-menu";
import { t } from "@/i18n";
import { cn } from "@/ui/cn";

const TABS = [
  { to: "/account", label: "account.profile", exact: true },
  { to: "/account/security", label: "account.security", exact: false },
] as const;

/** One's own account: it belongs to no organization, so it has a frame of its own. */
export function AccountFrame() {
  return (
    <div className="min-h-dvh bg-surface">
      <header className="border-b border-line bg-canvas">
        <div className="mx-auto flex max-w-3xl items-center justify-between gap-4 px-4 py-2">
          <Link
            to="/"
            className="inline-flex items-center gap-2 rounded-md py-1 whitespace-nowrap text-soft hover:text-ink"
          >
            <ArrowLeft aria-hidden className="size-4" />
            {t("account.back")}
          </Link>
          <div className="w-56 max-w-[46%]">
            <UserMenu />
          </div>
        </div>
      </header>
      <main className="mx-auto max-w-3xl px-4 py-8">
        <h1 className="text-xl font-semibold tracking-tight">{t("user.account")}</h1>
        <nav aria-label={t("user.account")} className="mt-4 mb-6 flex gap-5 border-b border-line">
          {TABS.map(({ to, label, exact }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact }}
              className={cn(
                "-mb-px border-b-2 border-transparent pb-2.5 text-soft hover:text-ink",
                "data-[status=active]:border-ink data-[status=active]:font-medium data-[status=active]:text-ink",
              )}
            >
              {t(label)}
            </Link>
          ))}
        </nav>
        <div className="flex flex-col gap-6">
          <Outlet />
        </div>
      </main>
    </div>
  );
}
