import { count, formatNumber, type Key, type PluralKey, t } from "@/i18n";

const LIMITS: Record<string, Key> = {
  workspaces: "limit.workspaces",
  chatbots: "limit.chatbots",
  messages: "limit.messages",
};
const FEATURES: Record<string, Key> = {
  sso: "feature.sso",
  scim: "feature.scim",
  dedicated_instance: "feature.dedicated_instance",
};

const readable = (name: string) =>
  name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

/** What a limit counts; an application's own are made readable. */
export const limitName = (name: string): string => {
  const key = LIMITS[name];
  return key ? t(key) : readable(name);
};

const THINGS: Record<string, Key> = {
  workspaces: "thing.workspace",
  chatbots: "thing.chatbot",
};

/** What one thing of a limit is called. */
export const thingName = (limit: string): string => {
  const key = THINGS[limit];
  return key ? t(key) : readable(limit);
};

export const featureName = (name: string): string => {
  const key = FEATURES[name];
  return key ? t(key) : readable(name);
};

const AMOUNTS: Record<string, PluralKey> = {
  workspaces: "amount.workspaces",
  chatbots: "amount.chatbots",
  messages: "amount.messages",
};

/** What a plan admits of something, as a line of its card. */
export function amountOf(name: string, limit: number | null): string {
  if (limit === null) return t("plan.unlimitedOf", { name: limitName(name) });
  const key = AMOUNTS[name];
  return key ? count(key, limit) : `${formatNumber(limit)} ${limitName(name)}`;
}
