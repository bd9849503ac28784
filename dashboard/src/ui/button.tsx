import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const style = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-primary text-on-primary hover:bg-primary-hover",
        plain: "border border-line-strong bg-surface text-ink shadow-xs hover:bg-hover",
        quiet: "text-soft hover:bg-hover hover:text-ink",
        danger: "bg-danger text-white hover:bg-danger-hover",
        warn: "border border-line-strong bg-surface text-danger-ink shadow-xs hover:bg-danger-wash",
      },
      size: {
        normal: "h-9 px-3.5 text-sm",
        small: "h-8 px-2.5 text-[0.8125rem]",
        icon: "size-8",
        wide: "h-10 w-full px-4 text-sm",
      },
    },
    defaultVariants: { look: "plain", size: "normal" },
  },
);

type Props = ComponentProps<"button"> &
  VariantProps<typeof style> & { asChild?: boolean; busy?: boolean };

/** A button; busy ones keep their size and take no second click. */
export function Button({ look, size, asChild, busy, className, children, ...rest }: Props) {
  if (asChild) {
    return (
      <Slot.Root className={cn(style({ look, size }), className)} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      {...rest}
      disabled={rest.disabled || busy}
      className={cn(style({ look, size }), busy && "animate-pulse", className)}
    >
      {children}
    </button>
  );
}
