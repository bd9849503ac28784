import { CircleAlert, CloudOff } from "lucide-react";
import { FOREIGN, isPassing, Problem, Unreachable } from "@/api/problem";
import { refusal, t } from "@/i18n";
import { Empty } from "./bits";
import { Button } from "./button";
import { toast } from "./toast";

/** What to tell a person about a failure: the server's own sentence, or ours in its place. */
export function sentence(error: unknown): string {
  if (error instanceof Problem && error.code === FOREIGN && error.status >= 500) {
    return t("failure.unreachable");
  }
  if (error instanceof Problem) return refusal(error.code) ?? error.message;
  if (error instanceof Unreachable) return t("failure.unreachable");
  return error instanceof Error && error.message ? error.message : t("failure.unknown");
}

/** In place of what could not be loaded. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const passing = isPassing(error);
  return (
    <div role="alert">
      <Empty
        icon={passing ? CloudOff : CircleAlert}
        title={passing ? t("failure.title") : t("failure.refused")}
        action={retry && <Button onClick={retry}>{t("failure.retry")}</Button>}
      >
        {sentence(error)}
      </Empty>
    </div>
  );
}

/** Runs what a click asked for; a refusal is said in the corner. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    toast(sentence(error), "bad");
    return false;
  }
}
