import { useId } from "react";
import { count, t } from "@/i18n";
import { Badge } from "@/ui/bits";
import { cn } from "@/ui/cn";
import { limitName } from "./words";

export interface Keepable {
  id: string;
  name: string;
  note?: string;
  /** Stays whatever is chosen. */
  fixed?: boolean;
}

interface Props {
  type: string;
  things: Keepable[];
  /** How many of them the plan admits. */
  admits: number;
  chosen: string[];
  onChoose: (chosen: string[]) => void;
}

/** Chooses what stays active of what a plan does not admit all of; the rest is frozen. */
export function Keep({ type, things, admits, chosen, onChoose }: Props) {
  const id = useId();
  const free = admits - chosen.length;
  const toggle = (thing: string, on: boolean) =>
    onChoose(on ? [...chosen, thing] : chosen.filter((one) => one !== thing));
  const choosable = things.filter((one) => !one.fixed).length > 0 && admits > fixed(things);
  return (
    <fieldset className="min-w-0 rounded-lg border border-line">
      <legend className="sr-only">{limitName(type)}</legend>
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 border-b border-line px-3 py-2 text-[0.8125rem]">
        <h3 className="font-medium">{limitName(type)}</h3>
        <p role="status" className={cn("text-xs", free > 0 ? "text-warn-ink" : "text-soft")}>
          {free > 0
            ? count("keep.more", free)
            : t("keep.all", { count: chosen.length, of: things.length })}
        </p>
      </div>
      <ul className="max-h-52 divide-y divide-line overflow-y-auto text-[0.8125rem]">
        {things.map((thing) => {
          const stays = chosen.includes(thing.id);
          const locked = thing.fixed || !choosable;
          return (
            <li key={thing.id}>
              <label
                htmlFor={`${id}-${thing.id}`}
                className={cn("flex items-center gap-3 px-3 py-2", !locked && "hover:bg-hover")}
              >
                <input
                  id={`${id}-${thing.id}`}
                  type="checkbox"
                  checked={stays}
                  disabled={locked || (!stays && free <= 0)}
                  onChange={(event) => toggle(thing.id, event.target.checked)}
                  className="size-4 shrink-0 accent-accent"
                />
                <span className="min-w-0 grow">
                  <span className={cn("block truncate", !stays && "text-soft")}>{thing.name}</span>
                  {thing.note && (
                    <span className="block truncate text-xs text-soft">{thing.note}</span>
                  )}
                </span>
                <Badge tone={stays ? "good" : "warn"}>
                  {stays ? t("keep.stays") : t("keep.freezes")}
                </Badge>
              </label>
            </li>
          );
        })}
      </ul>
      {!choosable && (
        <p className="border-t border-line px-3 py-2 text-xs text-soft">{t("keep.otherDefault")}</p>
      )}
    </fieldset>
  );
}

const fixed = (things: Keepable[]) => things.filter((one) => one.fixed).length;
