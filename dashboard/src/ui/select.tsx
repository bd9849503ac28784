import { getNonce } from "get-nonce";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "./cn";
import { inputStyle } from "./field";

export interface Option<T extends string> {
  value: T;
  label: string;
  hint?: string;
}

interface Props<T extends string> {
  value: T;
  options: Option<T>[];
  onChange: (value: T) => void;
  label?: string;
  id?: string;
  size?: "normal" | "small";
  disabled?: boolean;
  className?: string;
}

/** A choice of a few. */
export function Select<T extends string>({
  value,
  options,
  onChange,
  label,
  id,
  size = "normal",
  disabled,
  className,
}: Props<T>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)} disabled={disabled}>
      <Radix.Trigger
        id={id}
        aria-label={label}
        className={cn(
          inputStyle,
          "flex items-center justify-between gap-2 text-left",
          size === "small" && "h-8 w-auto px-2.5 text-[0.8125rem] max-sm:text-sm",
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value>{options.find((one) => one.value === value)?.label}</Radix.Value>
        </span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0 text-soft" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-in overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-lg"
        >
          <Radix.Viewport nonce={getNonce()}>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="relative flex max-w-72 flex-col rounded-md py-1.5 pr-8 pl-2.5 text-[0.8125rem] outline-none select-none data-highlighted:bg-hover"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint && <span className="text-xs text-soft">{option.hint}</span>}
                <Radix.ItemIndicator className="absolute top-2 right-2">
                  <Check aria-hidden className="size-4 text-accent-ink" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
