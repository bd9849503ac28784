/** Was der Server ablehnt, nach seinem Code; was hier fehlt, sagt er selbst auf Englisch. */
export const refusals: Record<string, string> = {
  already_invited: "Diese Adresse ist schon eingeladen.",
  already_member: "Diese Person ist schon Mitglied.",
  changed_meanwhile: "Das hat inzwischen jemand geändert. Laden Sie es neu und ändern Sie es dann.",
  email_taken: "Zu dieser E-Mail-Adresse gibt es schon ein Konto.",
  frozen:
    "Der Tarif lässt hier keine Änderungen zu: Wechseln Sie den Tarif oder löschen Sie anderes.",
  invalid_code: "Der Code ist falsch oder abgelaufen.",
  invalid_credentials: "Die E-Mail-Adresse oder das Passwort ist falsch.",
  invitation_closed: "Diese Einladung ist nicht mehr offen: Bitten Sie um eine neue.",
  invitation_for_someone_else:
    "Diese Einladung gilt einer anderen Adresse: Melden Sie sich mit deren Konto an.",
  last_owner: "Eine Organisation braucht einen Inhaber: Machen Sie erst jemand anderen dazu.",
  permission_denied: "Ihre Rolle erlaubt das nicht: Fragen Sie einen Admin oder Inhaber.",
  plan_limit_reached:
    "Der Tarif lässt davon nicht mehr zu: Löschen Sie etwas oder wechseln Sie den Tarif.",
  role_too_high: "Eine Rolle über der eigenen kann man weder vergeben noch ändern oder entfernen.",
  session_ended: "Die Sitzung ist beendet: Melden Sie sich neu an.",
  slug_taken: "Diese Adresse ist vergeben: Wählen Sie eine andere.",
  subscription_suspended: "Das Abonnement ist ausgesetzt: Ein Inhaber kann das klären.",
  too_many_attempts: "Zu viele Versuche: Warten Sie etwas.",
  weak_password: "Dieses Passwort ist zu leicht zu erraten: Wählen Sie ein anderes.",
  wrong_code: "Der Code ist falsch.",
  wrong_password: "Das Passwort ist falsch.",
};
