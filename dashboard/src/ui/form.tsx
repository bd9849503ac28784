import { CircleAlert } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Problem } from "@/api/problem";
import { t } from "@/i18n";
import { Notice } from "./bits";
import { Button } from "./button";
import { sentence } from "./failure";

type Values = Record<string, string>;

/**
 * A form that keeps what was typed whatever happens, and shows the server's sentences where they
 * belong: beside the field they are about, or above the form.
 */
export function useForm<T extends Values>(initial: T, send: (values: T) => Promise<unknown>) {
  const [values, setValues] = useState(initial);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const fields = failure instanceof Problem ? failure.fields : {};
  const placed = Object.keys(fields).some((name) => name in values);

  const set = (changed: Partial<T>) => setValues((before) => ({ ...before, ...changed }));
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await send(values);
    } catch (error) {
      if (alive.current) setFailure(error);
    } finally {
      if (alive.current) setBusy(false);
    }
  };
  const field = (name: keyof T & string) => ({
    name,
    value: values[name] as string,
    error: fields[name],
    onChange: (event: { target: { value: string } }) =>
      set({ [name]: event.target.value } as Partial<T>),
  });
  const dirty = Object.keys(values).some((name) => values[name] !== initial[name]);
  return {
    values,
    set,
    field,
    submit,
    busy,
    dirty,
    problem: failure !== null && !placed ? failure : null,
    reset: () => setValues(initial),
  };
}

interface FormProblemProps {
  problem: unknown;
  /** The way out of a form whose thing was changed meanwhile. */
  discard?: (() => void) | undefined;
  /** What else may be done about it. */
  action?: ReactNode;
}

/** Why a form was refused, where no single field is to blame. */
export function FormProblem({ problem, discard, action }: FormProblemProps) {
  if (problem === null || problem === undefined) return null;
  return (
    <div role="alert">
      <Notice
        tone="danger"
        icon={CircleAlert}
        action={
          discard && problem instanceof Problem && problem.code === "changed_meanwhile" ? (
            <Button size="small" onClick={discard}>
              {t("ui.discard")}
            </Button>
          ) : (
            action
          )
        }
      >
        {sentence(problem)}
      </Notice>
    </div>
  );
}
