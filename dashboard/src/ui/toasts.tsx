import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { t } from "@/i18n";
import { toasts } from "./toast";

/** What happened, in the corner of the window. */
export default function Toasts() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.shown);
  return (
    <Radix.Provider label={t("ui.notification")} duration={6000}>
      {shown.map(({ id, text, kind, action }) => (
        <Radix.Root
          key={id}
          type={kind === "bad" ? "foreground" : "background"}
          onOpenChange={(open) => open || toasts.take(id)}
          className="flex animate-in items-start gap-2.5 rounded-lg border border-line bg-raised p-3 text-[0.8125rem] shadow-lg"
        >
          {kind === "good" ? (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good-ink" />
          ) : (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-ink" />
          )}
          <Radix.Description className="grow break-words">{text}</Radix.Description>
          {action && (
            <Radix.Action
              altText={action.label}
              onClick={action.run}
              className="shrink-0 font-medium text-accent-ink hover:underline"
            >
              {action.label}
            </Radix.Action>
          )}
          <Radix.Close aria-label={t("ui.close")} className="shrink-0 text-soft hover:text-ink">
            <X aria-hidden className="size-4" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport
        label={t("ui.notifications")}
        className="fixed right-4 bottom-4 z-60 flex w-[calc(100vw-2rem)] max-w-sm flex-col gap-2"
      />
    </Radix.Provider>
  );
}
