import type { factors as english } from "../en/factors";

export const factors: Record<keyof typeof english, string> = {
  "mfa.anyCode": "Code der App oder ein Wiederherstellungscode",
  "mfa.app": "Authenticator-App",
  "mfa.appHint": "Ein sechsstelliger Code, der sich alle 30 Sekunden ändert.",
  "mfa.code": "Sechsstelliger Code",
  "mfa.codesLeft.one": "Noch {count} Code übrig.",
  "mfa.codesLeft.other": "Noch {count} Codes übrig.",
  "mfa.explained": "Wird neben Passwort oder Wallet verlangt, damit ein gestohlenes nicht reicht.",
  "mfa.heading": "Zweiter Faktor",
  "mfa.newCodes": "Neue Codes",
  "mfa.on": "An",
  "mfa.qr": "QR-Code für die Authenticator-App",
  "mfa.recoveryCode": "Wiederherstellungscode",
  "mfa.recoveryCodes": "Wiederherstellungscodes",
  "mfa.recoveryExplained":
    "Jeder gilt einmal, wenn Ihre anderen Faktoren verloren sind. Sie werden nur jetzt gezeigt: Bewahren Sie sie sicher auf.",
  "mfa.removeExplained":
    "Die Anmeldung fragt nicht mehr nach ihrem Code. Ist sie Ihr letzter zweiter Faktor, verfallen auch die Wiederherstellungscodes.",
  "mfa.removeTitle": "Authenticator-App entfernen?",
  "mfa.save": "Als Datei speichern",
  "mfa.secret": "Scannen geht nicht? Tippen Sie:",
  "mfa.setUp": "Einrichten",
  "mfa.setUpExplained":
    "Scannen Sie dies mit Ihrer Authenticator-App und geben Sie den Code ein, den sie zeigt.",
  "mfa.setUpTitle": "Authenticator-App einrichten",
  "mfa.subtitle": "Noch ein Schritt.",
  "mfa.title": "Beweisen Sie, dass Sie es sind",
  "mfa.turnOn": "Einschalten",
  "mfa.useCode": "Code der App verwenden",
  "mfa.useRecovery": "Wiederherstellungscode verwenden",
  "passkey.add": "Passkey hinzufügen",
  "passkey.counts":
    "Sie melden allein an und gelten neben Passwort oder Wallet als zweiter Faktor.",
  "passkey.one": "Passkey",
  "passkey.refused":
    "Kein Passkey wurde verwendet. Versuchen Sie es erneut oder melden Sie sich anders an.",
  "passkey.rename": "Passkey umbenennen",
  "passkey.renameExplained": "Damit Sie ihn von anderen unterscheiden: etwa wo er liegt.",
  "passkey.title": "Passkeys",
  "passkey.unsupported":
    "Dieser Browser bietet hier keine Passkeys: Sie brauchen HTTPS oder localhost.",
  "passkey.use": "Passkey verwenden",
  "proof.action": "Bestätigen",
  "proof.explained": "Was Sie vorhaben, verlangt einen neuen Nachweis.",
  "proof.nothing.confirmation":
    "Ihr Konto kann hier nichts vorweisen. Melden Sie sich ab und wieder an, und versuchen Sie es innerhalb von zehn Minuten erneut.",
  "proof.nothing.factor":
    "Ihr Konto hat noch keinen zweiten Faktor. Richten Sie unter Sicherheit einen ein, und versuchen Sie es erneut.",
  "proof.title": "Bestätigen Sie, dass Sie es sind",
  "proof.wallet": "Mit einem Wallet bestätigen",
  "proof.walletNote": "Verwenden Sie ein Wallet, das mit Ihrem Konto verbunden ist.",
  "shut.enter": "Weiter zu {name}",
  "shut.explained":
    "Du bist Mitglied und bleibst es. Richte hier eine Authenticator-App oder einen Passkey ein, dann bist du drin.",
  "shut.orLeave": "Du möchtest nicht?",
  "shut.prove":
    "Du hast dich ohne deinen zweiten Faktor angemeldet. Zeige ihn jetzt, dann bist du drin.",
  "shut.title": "{name} verlangt einen zweiten Faktor",
};
