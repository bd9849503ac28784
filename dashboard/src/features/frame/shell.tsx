import { Menu as Bars } from "lucide-react";
import { type ComponentProps, type ReactNode, useEffect, useState } from "react";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { useLater } from "@/ui/later";
import { useOpenedPart } from "@/ui/part";
import { Connection } from "./connection";
import { Mark } from "./mark";
import { Sidebar, type SidebarProps } from "./sidebar";

const loadPalette = () => import("./palette");
const loadDrawer = () => import("./drawer");

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
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setSearching((before) => !before);
    };
    addEventListener("keydown", open);
    return () => removeEventListener("keydown", open);
  }, []);
  const Palette = useOpenedPart(loadPalette, searching, setSearching);
  const search = () => setSearching(true);
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="not-focus:sr-only focus:fixed focus:top-3 focus:left-3 focus:z-60 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-lg"
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
      {placed && Palette && <Palette open={searching} onOpenChange={setSearching} />}
    </div>
  );
}

function TopBar(props: SidebarProps) {
  const { Part, takeover, button } = useLater(loadDrawer);
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b border-line bg-canvas px-2 md:hidden">
      {Part ? (
        <Part {...props} takeover={takeover} />
      ) : (
        <DrawerButton aria-haspopup="dialog" aria-expanded={false} {...button} />
      )}
      <Mark className="size-6" />
    </header>
  );
}

export const DrawerButton = (wiring: ComponentProps<"button">) => (
  <Button look="quiet" size="icon" aria-label={t("frame.menu")} {...wiring}>
    <Bars aria-hidden />
  </Button>
);
