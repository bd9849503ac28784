import { isKey, keysOf, t } from "@/i18n";

const PREFIX = "action.";

/** Every action there is a sentence for, to choose from. */
export const actions = (): string[] => keysOf(PREFIX).map((key) => key.slice(PREFIX.length));

/** What was done, in words around what it was done to; an application's own are made readable. */
export function actionParts(action: string): { before: string; target: boolean; after: string } {
  const key = PREFIX + action;
  const text = isKey(key) ? t(key) : `${readable(action)} {target}`;
  const [before = "", after] = text.split("{target}");
  return { before: before.trim(), target: after !== undefined, after: (after ?? "").trim() };
}

/** What was done, for a list of all that can be. */
export function actionText(action: string): string {
  const { before, target, after } = actionParts(action);
  return [before, target && after ? "…" : "", after].filter(Boolean).join(" ");
}

function readable(action: string): string {
  const [noun = "", verb = action] = action.split(".");
  return `${verb.replaceAll("_", " ")} ${noun.replaceAll("_", " ")}`.trim();
}
