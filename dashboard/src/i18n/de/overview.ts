import type { overview as english } from "../en/overview";

export const overview: Record<keyof typeof english, string> = {
  "activities.none": "Noch ist nichts passiert",
  "activities.title": "Letzte Aktivitäten",
  "chart.asChart": "Als Diagramm",
  "chart.asTable": "Als Tabelle",
  "chart.day": "Tag",
  "figures.change": "gegenüber {before} bis zu diesem Tag im Vormonat",
  "figures.chatbots": "Chatbots",
  "figures.members": "Mitglieder",
  "figures.membersHint": "die zu diesem Workspace gehören",
  "figures.messages": "Nachrichten diesen Monat",
  "figures.unlimited": "{used} in der Organisation, unbegrenzt",
  "figures.used": "{used} von {limit} in der Organisation",
  "messages.none":
    "Keine Nachrichten in den letzten 30 Tagen. Sie erscheinen hier, sobald Ihre Chatbots antworten.",
  "messages.perDay": "Nachrichten pro Tag",
  "messages.sum": "{total} in den letzten {days} Tagen",
  "overview.about": "Was hier passiert.",
};
