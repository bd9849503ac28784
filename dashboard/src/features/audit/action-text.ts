import { type Key, t } from "@/i18n";

const KNOWN: Record<string, Key> = {
  "chatbot.created": "action.chatbot.created",
  "chatbot.deleted": "action.chatbot.deleted",
  "chatbot.updated": "action.chatbot.updated",
  "invitation.accepted": "action.invitation.accepted",
  "invitation.created": "action.invitation.created",
  "invitation.declined": "action.invitation.declined",
  "invitation.resent": "action.invitation.resent",
  "invitation.revoked": "action.invitation.revoked",
  "join_link.created": "action.join_link.created",
  "join_link.revoked": "action.join_link.revoked",
  "member.added": "action.member.added",
  "member.joined": "action.member.joined",
  "member.left": "action.member.left",
  "member.removed": "action.member.removed",
  "member.updated": "action.member.updated",
  "organization.created": "action.organization.created",
  "organization.updated": "action.organization.updated",
  "ownership.transferred": "action.ownership.transferred",
  "subscription.changed": "action.subscription.changed",
  "workspace.created": "action.workspace.created",
  "workspace.deleted": "action.workspace.deleted",
  "workspace.made_default": "action.workspace.made_default",
  "workspace.updated": "action.workspace.updated",
  "workspace_member.added": "action.workspace_member.added",
  "workspace_member.left": "action.workspace_member.left",
  "workspace_member.removed": "action.workspace_member.removed",
  "workspace_member.updated": "action.workspace_member.updated",
};

/** Every action there is a sentence for, to choose from. */
export const ACTIONS = Object.keys(KNOWN);

/** What was done, in words; an application's own actions are made readable. */
export function actionText(action: string): string {
  const key = KNOWN[action];
  if (key) return t(key);
  const [noun = "", verb = action] = action.split(".");
  return `${verb.replaceAll("_", " ")} ${noun.replaceAll("_", " ")}`.trim();
}
