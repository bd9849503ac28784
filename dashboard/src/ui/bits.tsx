import type { LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

const TONES = {
  plain: "bg-sunken text-soft border-line",
  accent: "bg-accent-wash text-accent-ink border-transparent",
  good: "bg-good-wash text-good-ink border-transparent",
  warn: "bg-warn-wash text-warn-ink border-transparent",
  danger: "bg-danger-wash text-danger-ink border-transparent",
};

export type Tone = keyof typeof TONES;

export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={cn(
        "inline-flex h-5 shrink-0 items-center rounded-full border px-2 text-2xs font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}

/** A shape where something will be; seen only when it takes longer than a blink. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-shimmer usual:rounded-md bg-hover", className)} />;
}

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return (
    <section
      {...rest}
      className={cn("rounded-xl border usual:border-line bg-surface shadow-xs", className)}
    />
  );
}

/** A card of a settings page: what it is about, its fields, and what to do with them. */
export function Section({
  title,
  description,
  footer,
  children,
  danger,
}: {
  title: string;
  description?: ReactNode;
  footer?: ReactNode;
  children?: ReactNode;
  danger?: boolean;
}) {
  return (
    <Card className={cn("overflow-hidden", danger && "border-danger-ink/40")}>
      <div className="p-5">
        <h2 className="text-sm font-semibold">{title}</h2>
        {description && <p className="mt-1 text-[0.8125rem] text-soft">{description}</p>}
        {children && <div className="mt-4 flex flex-col gap-4">{children}</div>}
      </div>
      {footer && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line bg-canvas px-5 py-3 text-[0.8125rem] text-soft">
          {footer}
        </div>
      )}
    </Card>
  );
}

/** The head of a page: its name, one sentence, and the one thing most come to do. */
export function PageHead({
  title,
  description,
  children,
}: {
  title: string;
  description?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="truncate text-xl font-semibold tracking-tight">{title}</h1>
        {description && <p className="mt-1 text-soft">{description}</p>}
      </div>
      {children && <div className="flex flex-wrap gap-2">{children}</div>}
    </header>
  );
}

/** Where nothing is yet: why, and what to do about it. */
export function Empty({
  icon: Icon,
  title,
  children,
  action,
  whole = false,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** It is all there is on the page. */
  whole?: boolean;
}) {
  const Title = whole ? "h1" : "h2";
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <div className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-canvas shadow-xs">
        <Icon aria-hidden className="size-5 text-soft" />
      </div>
      <Title className="font-semibold">{title}</Title>
      {children && <p className="mt-1 max-w-sm text-[0.8125rem] text-soft">{children}</p>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}

const HUES = [265, 200, 155, 95, 45, 15, 330, 295];

/** FNV-1a: names that are nearly the same get colours that are not. */
const hashOf = (text: string): number =>
  Array.from(text).reduce(
    (hash, c) => Math.imul(hash ^ (c.codePointAt(0) ?? 0), 0x01000193) >>> 0,
    0x811c9dc5,
  ) >>> 13;

/** The first letters of a name on a colour that stays the same for it. */
export function Avatar({
  name,
  image,
  square,
  size = "size-7 text-2xs",
}: {
  name: string;
  image?: string | null;
  square?: boolean;
  size?: string;
}) {
  const shape = cn("shrink-0 object-cover", square ? "usual:rounded-md" : "rounded-full", size);
  if (image) return <img alt="" src={image} className={shape} />;
  const letters = name.split(/[\s@._-]+/).filter(Boolean);
  const hue = HUES[hashOf(name) % HUES.length];
  return (
    <span
      aria-hidden
      className={cn(shape, "inline-flex items-center justify-center font-semibold text-white")}
      style={{ background: `oklch(0.53 0.11 ${hue})` }}
    >
      {letters
        .slice(0, square ? 1 : 2)
        .map((one) => Array.from(one)[0]?.toUpperCase())
        .join("")}
    </span>
  );
}

/** How much of something is used. */
export function Meter({ value, max, label }: { value: number; max: number; label: string }) {
  const part = max > 0 ? Math.min(1, value / max) : 1;
  const tone = part >= 1 ? "bg-danger" : part >= 0.8 ? "bg-[oklch(0.72_0.15_70)]" : "bg-accent";
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> each in their own way
    <div
      role="meter"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={max}
      className="h-1.5 overflow-hidden rounded-full bg-hover"
    >
      <div
        className={cn("h-full rounded-full transition-[width]", tone)}
        style={{ width: `${part * 100}%` }}
      />
    </div>
  );
}

export function Notice({
  tone = "plain",
  icon: Icon,
  children,
  action,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div
      className={cn(
        "flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border px-3.5 py-2.5 text-[0.8125rem]",
        TONES[tone],
      )}
    >
      {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
      <div className="min-w-0 grow basis-48">{children}</div>
      {action}
    </div>
  );
}

export const Key = ({ children }: { children: ReactNode }) => (
  <kbd className="rounded border border-line bg-canvas px-1.5 font-sans text-2xs text-soft">
    {children}
  </kbd>
);
