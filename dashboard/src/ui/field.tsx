import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";

export const inputStyle =
  "usual:h-9 usual:w-full rounded-md border border-line-strong bg-surface usual:px-3 usual:text-sm text-ink shadow-xs transition-colors usual:max-sm:text-base hover:border-soft/60 focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent disabled:cursor-not-allowed disabled:bg-sunken disabled:text-soft aria-invalid:border-danger-ink";

interface Labelled {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  aside?: ReactNode;
}

interface Wiring {
  id: string;
  "aria-invalid": boolean | undefined;
  "aria-describedby": string | undefined;
}

/** A label, a control and what is to be said about it, wired up for those who listen. */
export function Field({
  label,
  hint,
  error,
  aside,
  children,
}: Labelled & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const told = error ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="min-w-0 text-[0.8125rem] font-medium break-words">
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": told ? `${id}-told` : undefined,
      })}
      {told && (
        <p
          id={`${id}-told`}
          role={error ? "alert" : undefined}
          className={cn("text-xs", error ? "text-danger-ink" : "text-soft")}
        >
          {told}
        </p>
      )}
    </div>
  );
}

type TextProps = Labelled & Omit<ComponentProps<"input">, "id">;

export function TextField({ label, hint, error, aside, className, ...input }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(wiring) => <input {...input} {...wiring} className={cn(inputStyle, className)} />}
    </Field>
  );
}

type AreaProps = Labelled & Omit<ComponentProps<"textarea">, "id">;

export function AreaField({ label, hint, error, aside, className, ...area }: AreaProps) {
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(wiring) => (
        <textarea
          rows={3}
          {...area}
          {...wiring}
          className={cn(inputStyle, "h-auto min-h-20 py-2", className)}
        />
      )}
    </Field>
  );
}
