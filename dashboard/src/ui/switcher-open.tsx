import { Command } from "cmdk";
import { Check, Plus } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { t } from "@/i18n";
import { cn } from "./cn";
import type { Takeover } from "./later";
import { SwitcherFace, type SwitcherProps, switcherStyle } from "./switcher";
import { useDebounced } from "./use-list";

/** The switcher itself, and the list it opens. */
export default function OpenSwitcher({
  takeover,
  label,
  trigger,
  triggerClassName,
  ...list
}: SwitcherProps & { takeover: Takeover }) {
  const [open, setOpen] = useState(takeover.open);
  const [creating, setCreating] = useState(false);
  const [typed, setTyped] = useState(takeover.typed ?? "");
  const change = (next: boolean) => {
    setOpen(next);
    setTyped("");
    setCreating(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger className={switcherStyle(triggerClassName)} autoFocus={takeover.focused}>
        <SwitcherFace trigger={trigger} label={label} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={list.searchLabel}
          className="z-50 w-72 animate-in overflow-hidden rounded-xl border border-line bg-raised shadow-xl"
        >
          {creating && list.create ? (
            <div className="p-4">{list.create.form(() => change(false))}</div>
          ) : (
            <List
              {...list}
              typed={typed}
              close={() => change(false)}
              startCreating={() => setCreating(true)}
            />
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function List({
  searchLabel,
  current,
  useChoices,
  onPick,
  create,
  typed,
  close,
  startCreating,
}: Omit<SwitcherProps, "label" | "trigger"> & {
  typed: string;
  close: () => void;
  startCreating: () => void;
}) {
  const [q, setQ] = useState(typed);
  const choices = useChoices(useDebounced(q));
  return (
    <Command label={searchLabel} shouldFilter={false} loop>
      <Command.Input
        value={q}
        onValueChange={setQ}
        placeholder={searchLabel}
        autoFocus
        className="h-10 w-full border-b border-line bg-transparent px-3.5 text-[0.8125rem] outline-none max-sm:text-base"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1" label={searchLabel}>
        {choices?.length === 0 && (
          <Command.Empty className="px-3 py-6 text-center text-[0.8125rem] text-soft">
            {t("list.nothing")}
          </Command.Empty>
        )}
        {choices?.map((choice) => (
          <Command.Item
            key={choice.id}
            value={choice.id}
            onSelect={() => {
              close();
              onPick(choice);
            }}
            className={itemStyle}
          >
            {choice.picture}
            <span className="min-w-0 grow">
              <span className="block truncate font-medium">{choice.name}</span>
              {choice.notes && (
                <span className="block truncate text-xs text-soft">{choice.notes}</span>
              )}
            </span>
            {choice.id === current && (
              <Check aria-label={t("ui.current")} className="size-4 text-accent-ink" />
            )}
          </Command.Item>
        ))}
        {create && (
          <Command.Item
            value="create"
            onSelect={startCreating}
            className={cn(itemStyle, "mt-1 text-soft data-[selected=true]:text-ink")}
          >
            <span className="flex size-7 items-center justify-center rounded-md border border-dashed border-line-strong">
              <Plus aria-hidden className="size-3.5" />
            </span>
            {create.label}
          </Command.Item>
        )}
      </Command.List>
    </Command>
  );
}

const itemStyle =
  "flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 text-[0.8125rem] select-none data-[selected=true]:bg-hover";
