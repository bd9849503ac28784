import { type ReactNode, useState } from "react";
import { t } from "@/i18n";
import { Button } from "./button";
import { Actions, Dialog } from "./dialog";
import { TextField } from "./field";
import { FormProblem, useForm } from "./form";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  action: string;
  /** What has to be typed first, for what cannot be undone. */
  typed?: string;
  danger?: boolean;
  children?: ReactNode;
  run: () => Promise<unknown>;
}

/** Asks before something happens; stays open and says why if it is refused. */
export function Confirm({ open, onOpenChange, title, description, ...rest }: Props) {
  const [asked, setAsked] = useState(open);
  if (open && !asked) setAsked(true);
  if (!asked) return null;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description}>
      <Question {...rest} close={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Question({
  action,
  typed,
  danger = true,
  children,
  run,
  close,
}: Pick<Props, "action" | "typed" | "danger" | "children" | "run"> & { close: () => void }) {
  const form = useForm({ typed: "" }, async () => {
    await run();
    close();
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <FormProblem problem={form.problem} />
      {children}
      {typed !== undefined && (
        <TextField
          {...form.field("typed")}
          label={t("confirm.type", { text: typed })}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <Actions>
        <Button onClick={close}>{t("ui.cancel")}</Button>
        <Button
          type="submit"
          look={danger ? "danger" : "primary"}
          busy={form.busy}
          disabled={typed !== undefined && form.values.typed.trim() !== typed}
        >
          {action}
        </Button>
      </Actions>
    </form>
  );
}

/** A button that asks first. */
export function ConfirmButton({
  label,
  look = "warn",
  size,
  disabled,
  ...question
}: Omit<Props, "open" | "onOpenChange"> & {
  label: ReactNode;
  look?: "warn" | "plain" | "quiet";
  size?: "normal" | "small";
  disabled?: boolean;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look={look} size={size} onClick={() => setOpen(true)} disabled={disabled}>
        {label}
      </Button>
      <Confirm {...question} open={open} onOpenChange={setOpen} />
    </>
  );
}
