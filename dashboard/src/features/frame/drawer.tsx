import { useLocation } from "@tanstack/react-router";
import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import type { Takeover } from "@/ui/later";
import { DrawerButton } from "./shell";
import { Sidebar, type SidebarProps } from "./sidebar";

interface Props extends SidebarProps {
  takeover: Takeover;
}

/** The sidebar of a phone, and the button that draws it out. */
export default function Drawer({ placed, settled, onSearch, takeover }: Props) {
  const [open, setOpen] = useState(takeover.open);
  const { pathname } = useLocation();
  const [shown, setShown] = useState(pathname);
  if (shown !== pathname) {
    setShown(pathname);
    setOpen(false);
  }
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <DrawerButton autoFocus={takeover.focused} />
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
  );
}
