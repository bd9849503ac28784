import { useLocation } from "@tanstack/react-router";
import { Menu as Bars, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { Connection } from "./connection";
import { Mark } from "./mark";
import { Sidebar, type SidebarProps } from "./sidebar";

const Palette = lazy(() => import("./palette"));

interface Props {
  /** The place is known, and one is in it. */
  placed: boolean;
  /** It is known that one is nowhere: nothing is waited for. */
  settled: boolean;
  children: ReactNode;
}

/** Sidebar and content; on a phone the sidebar is a drawer. */
export function Shell({ placed, settled, children }: Props) {
  const [searching, setSearching] = useState(false);
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setSearching((before) => !before);
    };
    addEventListener("keydown", open);
    return () => removeEventListener("keydown", open);
  }, []);
  useEffect(() => {
    if (searching) setOpened(true);
  }, [searching]);
  const search = () => setSearching(true);
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-60 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-lg"
      >
        {t("frame.skip")}
      </a>
      <aside className="sticky top-0 hidden h-dvh border-r border-line md:block">
        <Sidebar placed={placed} settled={settled} onSearch={search} />
      </aside>
      <TopBar placed={placed} settled={settled} onSearch={search} />
      <main
        id="content"
        tabIndex={-1}
        className="min-h-dvh min-w-0 bg-surface outline-none max-md:min-h-[calc(100dvh-3rem)]"
      >
        <Connection />
        <div className="mx-auto max-w-5xl px-4 py-6 md:px-8 md:py-9">{children}</div>
      </main>
      {placed && opened && (
        <Suspense fallback={null}>
          <Palette open={searching} onOpenChange={setSearching} />
        </Suspense>
      )}
    </div>
  );
}

function TopBar({ placed, settled, onSearch }: SidebarProps) {
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new page closes the drawer
  useEffect(() => setOpen(false), [pathname]);
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b border-line bg-canvas px-2 md:hidden">
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger asChild>
          <Button look="quiet" size="icon" aria-label={t("frame.menu")}>
            <Bars aria-hidden />
          </Button>
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/40" />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] animate-slide-in bg-canvas shadow-2xl"
          >
            <Dialog.Title className="sr-only">{t("frame.menu")}</Dialog.Title>
            <Sidebar
              placed={placed}
              settled={settled}
              onSearch={() => {
                setOpen(false);
                onSearch();
              }}
            />
            <Dialog.Close asChild>
              <Button
                look="quiet"
                size="icon"
                aria-label={t("ui.close")}
                className="absolute top-2 -right-10 bg-raised"
              >
                <X aria-hidden />
              </Button>
            </Dialog.Close>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <Mark className="size-6" />
    </header>
  );
}
