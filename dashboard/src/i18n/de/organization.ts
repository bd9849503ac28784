import type { organization as english } from "../en/organization";

export const organization: Record<keyof typeof english, string> = {
  "leave.done": "Sie haben {name} verlassen.",
  "leave.explained":
    "Sie verlieren sofort den Zugang zu allen Workspaces. Zurück kommen Sie nur mit einer Einladung.",
  "leave.hint": "Sie verlieren sofort den Zugang; zurück kommen Sie nur mit einer Einladung.",
  "leave.onlyOwner": "Du bist der einzige Eigentümer: Übertrage sie zuerst, oder lösche sie.",
  "leave.title": "{name} verlassen?",
  "organization.created": "Erstellt",
  "organization.delete": "Organisation löschen",
  "organization.general": "Allgemein",
  "organization.leave": "Organisation verlassen",
  "organization.readOnly": "Admins und Inhaber können das ändern.",
  "organization.settings": "Einstellungen der Organisation",
  "organization.settingsExplained": "Name, Adresse und wem sie gehört.",
  "organization.slugWarning": "Eine neue Adresse macht Links mit der alten ungültig.",
  "organization.yourRole": "Ihre Rolle",
  "transfer.action": "Übergeben",
  "transfer.choose": "Mitglied wählen",
  "transfer.done": "{name} ist jetzt Inhaber.",
  "transfer.explained":
    "{name} wird Inhaber und Sie werden Admin. Nur diese Person kann das zurückgeben.",
  "transfer.heading": "Inhaberschaft übergeben",
  "transfer.hint": "Der neue Inhaber entscheidet über Tarif und Organisation; Sie bleiben Admin.",
  "transfer.nobody": "Es gibt noch niemand anderen.",
  "transfer.title": "{name} zum Inhaber machen?",
  "transfer.to": "Neuer Inhaber",
};
