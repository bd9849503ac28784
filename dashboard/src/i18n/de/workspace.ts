import type { workspace as english } from "../en/workspace";

export const workspace: Record<keyof typeof english, string> = {
  "workspace.default": "Standard",
  "workspace.defaultStays":
    "Der Standard-Workspace kann nicht gelöscht werden: Machen Sie zuerst einen anderen zum Standard.",
  "workspace.delete": "Workspace löschen",
  "workspace.deleteExplained":
    "Alles darin wird für alle gelöscht: Chatbots und ihre Nachrichten. Das lässt sich nicht rückgängig machen.",
  "workspace.deleteHint": "Löscht den Workspace und alles darin.",
  "workspace.makeDefault": "Zum Standard machen",
  "workspace.makeDefaultHint":
    "Neue Mitglieder beginnen im Standard-Workspace, und kein Tarif friert ihn ein.",
  "workspace.makeDefaultTitle": "{name} zum Standard machen?",
  "workspace.readOnly": "Admins des Workspace können das ändern.",
  "workspace.settings": "Einstellungen des Workspace",
  "workspace.settingsExplained": "Name, Adresse und wofür er da ist.",
  "workspaceMembers.add": "Personen hinzufügen",
  "workspaceMembers.addExplained": "Alle, die zur Organisation gehören.",
  "workspaceMembers.addTitle": "Personen zu {name} hinzufügen",
  "workspaceMembers.added": "Hinzugefügt",
  "workspaceMembers.admins":
    "Inhaber und Admins der Organisation können jeden Workspace betreten, ohne hier zu stehen.",
  "workspaceMembers.as": "Sie werden",
  "workspaceMembers.description": "Wer zu {name} gehört und was diese Personen darin dürfen.",
  "workspaceMembers.isIn": "Hinzugefügt",
  "workspaceMembers.leave": "Workspace verlassen",
  "workspaceMembers.none": "Noch niemand hinzugefügt",
  "workspaceMembers.noneExplained": "Inhaber und Admins der Organisation haben ohnehin Zugang.",
  "workspaceMembers.removeExplained":
    "Der Zugang zu {workspace} endet sofort; die Mitgliedschaft in der Organisation bleibt.",
  "workspaceMembers.removeOne": "{name} entfernen",
  "workspaceMembers.title": "Mitglieder des Workspace",
  "workspaceMembers.wasAdded": "{name} wurde hinzugefügt.",
  "workspaceRole.admin": "Admin",
  "workspaceRole.admin.hint": "Verwaltet den Workspace und seine Personen",
  "workspaceRole.editor": "Bearbeiter",
  "workspaceRole.editor.hint": "Erstellt und ändert, was darin ist",
  "workspaceRole.viewer": "Betrachter",
  "workspaceRole.viewer.hint": "Liest alles, ändert nichts",
  "workspaces.count.one": "{count} Workspace",
  "workspaces.count.other": "{count} Workspaces",
  "workspaces.description": "Alle, die Sie betreten können.",
  "workspaces.newExplained": "Ein eigener Ort mit eigenen Mitgliedern und Chatbots.",
};
