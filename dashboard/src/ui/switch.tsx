import { Switch as Radix } from "radix-ui";
import { useId } from "react";

interface Props {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
}

/** Something that is on or off, with what that means. */
export function Switch({ label, hint, checked, onChange, disabled }: Props) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-4">
      <div className="text-[0.8125rem]">
        <label htmlFor={id} className="block font-medium">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-xs text-soft">
          {hint}
        </p>
      </div>
      <Radix.Root
        id={id}
        aria-describedby={`${id}-hint`}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="h-5 w-9 shrink-0 rounded-full bg-soft p-0.5 transition-colors data-[state=checked]:bg-accent disabled:opacity-50"
      >
        <Radix.Thumb className="block size-4 rounded-full bg-white shadow-sm transition-transform data-[state=checked]:translate-x-4" />
      </Radix.Root>
    </div>
  );
}
