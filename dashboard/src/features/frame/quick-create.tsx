import type { ReactNode } from "react";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";

/** A name is all it takes. */
export function QuickCreate({
  title,
  label,
  create,
  told = (problem) => <FormProblem problem={problem} />,
}: {
  title: string;
  label: string;
  create: (name: string) => Promise<void>;
  /** What says why it was refused. */
  told?: (problem: unknown) => ReactNode;
}) {
  const form = useForm({ name: "" }, ({ name }) => create(name.trim()));
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-3">
      <h2 className="font-semibold">{title}</h2>
      {told(form.problem)}
      <TextField {...form.field("name")} label={label} maxLength={100} required autoFocus />
      <Button type="submit" look="primary" busy={form.busy}>
        {t("ui.create")}
      </Button>
    </form>
  );
}
