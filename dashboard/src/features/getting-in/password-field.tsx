import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { t } from "@/i18n";
import { cn } from "@/ui/cn";
import { Field, inputStyle } from "@/ui/field";

type Props = Omit<ComponentProps<"input">, "id" | "type"> & {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  aside?: ReactNode;
};

/** A password, which can be looked at. */
export function PasswordField({ label, hint, error, aside, ...input }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(wiring) => (
        <div className="relative">
          <input
            {...input}
            {...wiring}
            type={shown ? "text" : "password"}
            spellCheck={false}
            className={cn(inputStyle, "pr-10")}
          />
          <button
            type="button"
            aria-pressed={shown}
            aria-label={t("password.show")}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-md text-soft hover:text-ink"
          >
            {shown ? (
              <EyeOff aria-hidden className="size-4" />
            ) : (
              <Eye aria-hidden className="size-4" />
            )}
          </button>
        </div>
      )}
    </Field>
  );
}
