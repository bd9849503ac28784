import { type Key, t } from "@/i18n";

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

export const featureName = (name: string): string => {
  const key = FEATURES[name];
  return key ? t(key) : readable(name);
};
