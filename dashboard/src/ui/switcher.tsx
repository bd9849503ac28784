import { ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { useLater } from "./later";

export interface Choice {
  id: string;
  name: string;
  /** What the one who asked knows it by. */
  value: string;
  picture?: ReactNode;
  notes?: ReactNode;
}

export interface SwitcherProps {
  /** What a click does, for those who listen. */
  label: string;
  searchLabel: string;
  trigger: ReactNode;
  triggerClassName?: string;
  current: string | null;
  /** What is there to choose from; asked for once the switcher is reached for. */
  useChoices: (q: string) => Choice[] | undefined;
  onPick: (choice: Choice) => void;
  create?: { label: string; form: (close: () => void) => ReactNode };
}

const load = () => import("./switcher-open");

/** Picks one of many by typing, arrows and Enter, or makes a new one on the spot. */
export function Switcher(props: SwitcherProps) {
  const { Part, takeover, button } = useLater(load);
  if (Part) return <Part {...props} takeover={takeover} />;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded={false}
      className={switcherStyle(props.triggerClassName)}
      {...button}
    >
      <SwitcherFace {...props} />
    </button>
  );
}

export const switcherStyle = (className: string | undefined) =>
  cn(
    "flex w-full items-center gap-2.5 rounded-md usual:px-2 text-left hover:bg-hover data-[state=open]:bg-hover",
    className,
  );

export const SwitcherFace = ({ trigger, label }: Pick<SwitcherProps, "trigger" | "label">) => (
  <>
    {trigger}
    <span className="sr-only">{label}</span>
    <ChevronsUpDown aria-hidden className="ml-auto size-3.5 shrink-0 text-soft" />
  </>
);
