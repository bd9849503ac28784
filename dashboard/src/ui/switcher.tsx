import { Command } from "cmdk";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, useState } from "react";
import { t } from "@/i18n";
import { cn } from "./cn";

export interface Choice {
  id: string;
  name: string;
  picture?: ReactNode;
  notes?: ReactNode;
}

interface Props {
  /** What a click does, for those who listen. */
  label: string;
  searchLabel: string;
  trigger: ReactNode;
  triggerClassName?: string;
  current: string | null;
  choices: Choice[] | undefined;
  /** What is typed; the choices follow it. */
  q: string;
  onSearch: (q: string) => void;
  onPick: (id: string) => void;
  create?: { label: string; form: (close: () => void) => ReactNode };
}

/** Picks one of many by typing, arrows and Enter, or makes a new one on the spot. */
export function Switcher({ label, trigger, triggerClassName, ...list }: Props) {
  const [open, setOpen] = useState(false);
  const [creating, setCreating] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    setCreating(false);
    if (next) list.onSearch("");
  };
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger
        className={cn(
          "flex w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover data-[state=open]:bg-hover",
          triggerClassName,
        )}
      >
        {trigger}
        <span className="sr-only">{label}</span>
        <ChevronsUpDown aria-hidden className="ml-auto size-3.5 shrink-0 text-soft" />
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
            <List {...list} close={() => change(false)} startCreating={() => setCreating(true)} />
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function List({
  searchLabel,
  current,
  choices,
  q,
  onSearch,
  onPick,
  create,
  close,
  startCreating,
}: Omit<Props, "label" | "trigger"> & { close: () => void; startCreating: () => void }) {
  return (
    <Command label={searchLabel} shouldFilter={false} loop>
      <Command.Input
        value={q}
        onValueChange={onSearch}
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
        {choices?.map(({ id, name, picture, notes }) => (
          <Command.Item
            key={id}
            value={id}
            onSelect={() => {
              close();
              onPick(id);
            }}
            className={itemStyle}
          >
            {picture}
            <span className="min-w-0 grow">
              <span className="block truncate font-medium">{name}</span>
              {notes && <span className="block truncate text-xs text-soft">{notes}</span>}
            </span>
            {id === current && (
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
