import { getNonce } from "get-nonce";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "./cn";
import { inputStyle } from "./field";
import type { Takeover } from "./later";
import { useReached } from "./reached";

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
export function Select<T extends string>(props: Props<T>) {
  const { takeover, button } = useReached();
  if (takeover) return <Choice {...props} takeover={takeover} />;
  return (
    <button
      type="button"
      role="combobox"
      aria-expanded={false}
      id={props.id}
      aria-label={props.label}
      disabled={props.disabled}
      className={triggerStyle(props)}
      {...button}
    >
      <Face {...props} />
    </button>
  );
}

const triggerStyle = ({ size, className }: Pick<Props<string>, "size" | "className">) =>
  cn(
    inputStyle,
    "flex items-center justify-between gap-2 text-left",
    size === "small" && "h-8 w-auto px-2.5 text-[0.8125rem] max-sm:text-sm",
    className,
  );

const Face = <T extends string>({ value, options }: Pick<Props<T>, "value" | "options">) => (
  <>
    <span className="truncate">{options.find((one) => one.value === value)?.label}</span>
    <ChevronDown aria-hidden className="size-3.5 shrink-0 text-soft" />
  </>
);

function Choice<T extends string>({ takeover, ...props }: Props<T> & { takeover: Takeover }) {
  const { value, options, onChange, label, id, disabled } = props;
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => onChange(next as T)}
      disabled={disabled}
      defaultOpen={takeover.open}
    >
      <Radix.Trigger
        id={id}
        aria-label={label}
        autoFocus={takeover.focused}
        className={triggerStyle(props)}
      >
        <Face {...props} />
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
