import type { members as english } from "../en/members";

export const members: Record<keyof typeof english, string> = {
  "members.actionsFor": "Aktionen für {name}",
  "members.count.one": "{count} Mitglied",
  "members.count.other": "{count} Mitglieder",
  "members.description": "Alle in {name} und was sie dürfen.",
  "members.joined": "Beigetreten",
  "members.name": "Name",
  "members.none": "Niemand hier",
  "members.remove": "Entfernen",
  "members.removeExplained":
    "{name} verliert sofort den Zugang zu {organization} und allen Workspaces. Was diese Person erstellt hat, bleibt.",
  "members.removeTitle": "{name} entfernen?",
  "members.removed": "{name} wurde entfernt.",
  "members.role": "Rolle",
  "members.roleOf": "Rolle von {name}",
  "members.search": "Nach Name oder E-Mail suchen",
  "members.title": "Mitglieder",
  "members.transfer": "Zum Inhaber machen",
  "members.you": "Sie",
  "role.admin": "Admin",
  "role.admin.hint": "Verwaltet Mitglieder, Workspaces und Einstellungen",
  "role.member": "Mitglied",
  "role.member.hint": "Arbeitet in den Workspaces, zu denen sie gehören",
  "role.owner": "Inhaber",
  "role.owner.hint": "Alles, was Admins können, dazu Tarif und die Organisation selbst",
};
