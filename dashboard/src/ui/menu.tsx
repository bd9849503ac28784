import { DropdownMenu as Radix } from "radix-ui";
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode } from "react";
import { cn } from "./cn";
import { useReached } from "./reached";

interface MenuProps {
  trigger: ReactElement<ComponentProps<"button">>;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom";
  className?: string;
  defaultOpen?: boolean;
}

/** A menu of a row: its trigger alone, until it is reached for. */
export function RowMenu({ trigger, ...rest }: Omit<MenuProps, "defaultOpen">) {
  const { takeover, button } = useReached();
  if (takeover === null) {
    return cloneElement(trigger, { "aria-haspopup": "menu", "aria-expanded": false, ...button });
  }
  const focused = cloneElement(trigger, { autoFocus: takeover.focused });
  return <Menu {...rest} trigger={focused} defaultOpen={takeover.open} />;
}

/** A menu, within the landmark of its trigger: it is fixed, so nothing around it cuts it off. */
export function Menu({
  trigger,
  children,
  align = "end",
  side = "bottom",
  className,
  defaultOpen = false,
}: MenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen={defaultOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Content
        align={align}
        side={side}
        sideOffset={6}
        collisionPadding={8}
        className={cn(
          "z-50 min-w-44 animate-in rounded-lg border border-line bg-raised p-1 shadow-lg",
          className,
        )}
      >
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}

const itemStyle =
  "flex items-center gap-2 rounded-md px-2.5 py-1.5 text-[0.8125rem] outline-none select-none data-highlighted:bg-hover data-disabled:opacity-50 [&_svg]:size-4 usual:[&_svg]:text-soft";

interface ItemProps {
  onSelect?: () => void;
  danger?: boolean;
  asChild?: boolean;
  disabled?: boolean;
  children: ReactNode;
}

export function MenuItem({ danger, ...rest }: ItemProps) {
  return (
    <Radix.Item
      {...rest}
      className={cn(itemStyle, danger && "text-danger-ink [&_svg]:text-danger-ink")}
    />
  );
}

export function MenuChoice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: { value: T; label: string; icon?: ReactNode }[];
  onChange: (value: T) => void;
}) {
  return (
    <>
      <Radix.Label className="px-2.5 pt-1.5 pb-1 text-xs text-soft">{label}</Radix.Label>
      <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
        {options.map((option) => (
          <Radix.RadioItem
            key={option.value}
            value={option.value}
            className={cn(itemStyle, "data-[state=checked]:font-medium")}
          >
            {option.icon}
            <span className="grow">{option.label}</span>
            <Radix.ItemIndicator className="size-1.5 rounded-full bg-accent" />
          </Radix.RadioItem>
        ))}
      </Radix.RadioGroup>
    </>
  );
}

export const MenuLine = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
