import { actionParts } from "./action-text";

interface Props {
  actor: string;
  action: string;
  target: string | null;
}

/** Who did what to what, as a sentence. */
export function Deed({ actor, action, target }: Props) {
  const parts = actionParts(action);
  return (
    <p className="min-w-0 grow break-words">
      <span className="font-medium">{actor}</span> <span className="text-soft">{parts.before}</span>{" "}
      {parts.target && target && <span className="font-medium">{target}</span>}{" "}
      {parts.after && <span className="text-soft">{parts.after}</span>}
    </p>
  );
}
