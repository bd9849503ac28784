import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { t } from "@/i18n";
import { Button } from "./button";
import { cn } from "./cn";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}

/** A dialog; focus stays in it and goes back where it came from. */
export function Dialog({ open, onOpenChange, title, description, children, wide }: Props) {
  const giveBack = useFocusBefore(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/40 backdrop-blur-[1px] dark:bg-black/60" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onCloseAutoFocus={giveBack}
          className={cn(
            "fixed top-[12vh] left-1/2 z-50 max-h-[80vh] w-[calc(100vw-2rem)] -translate-x-1/2 animate-in overflow-y-auto rounded-xl border border-line bg-raised p-5 shadow-2xl",
            wide ? "max-w-2xl" : "max-w-md",
          )}
        >
          <div className="mb-4 pr-8">
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            {description && (
              <Radix.Description className="mt-1 text-[0.8125rem] text-soft">
                {description}
              </Radix.Description>
            )}
          </div>
          {children}
          <Radix.Close asChild>
            <Button
              look="quiet"
              size="icon"
              aria-label={t("ui.close")}
              className="absolute top-3.5 right-3.5"
            >
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Gives the focus back: Radix knows only of triggers of its own, and of what has it once it is open. */
export function useFocusBefore(open: boolean) {
  const [before, setBefore] = useState<{ open: boolean; focused: Element | null }>({
    open: false,
    focused: null,
  });
  if (before.open !== open) {
    setBefore({ open, focused: open ? whatOpens() : before.focused });
  }
  return (event: Event) => {
    event.preventDefault();
    const there = before.focused?.isConnected ? before.focused : document.getElementById("content");
    if (there instanceof HTMLElement) there.focus();
  };
}

/** What has the focus now; the trigger of a menu, where it is in one that goes as the dialog comes. */
function whatOpens(): Element | null {
  const trigger = document.activeElement?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return trigger ? document.getElementById(trigger) : document.activeElement;
}

/** The buttons at the end of a dialog or form. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
