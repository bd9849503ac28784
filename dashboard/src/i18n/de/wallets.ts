import type { wallets as english } from "../en/wallets";

export const wallets: Record<keyof typeof english, string> = {
  "wallet.again": "Erneut suchen",
  "wallet.chain": "Cosmos-Chain",
  "wallet.chainHint":
    "Manche Chains haben einen eigenen Schlüssel und sind damit ein anderes Konto.",
  "wallet.explained":
    "Sie signieren eine Nachricht. Das kostet nichts, und nichts wird übertragen.",
  "wallet.failed": "{name} konnte das nicht: {reason}",
  "wallet.link": "Wallet verbinden",
  "wallet.linkNote": "Es meldet von da an bei diesem Konto an.",
  "wallet.linkThis": "Eingeladenes Wallet verbinden",
  "wallet.linked": "{name} meldet jetzt bei Ihrem Konto an.",
  "wallet.locked":
    "{name} zeigt kein Konto. Entsperren Sie es, geben Sie dieser Seite ein Konto frei, und versuchen Sie es erneut.",
  "wallet.look": "Sehen Sie in {name}: Dort wartet eine Nachricht zum Signieren.",
  "wallet.newAccount": "Ein Wallet, das noch mit keinem Konto verbunden ist, bekommt ein neues.",
  "wallet.noneExplained":
    "Wallets sind Browser-Erweiterungen wie MetaMask, Phantom oder Keplr. Installieren Sie eine, oder öffnen Sie diese Seite im Browser Ihres Wallets, und suchen Sie erneut.",
  "wallet.noneFound": "Dieser Browser hat kein Wallet",
  "wallet.noneOf": "Dieser Browser hat kein {chain}-Wallet",
  "wallet.otherAccount":
    "{name} zeigt ein anderes Konto. Wählen Sie dort {address}, und versuchen Sie es erneut.",
  "wallet.rejected":
    "Sie haben in {name} abgelehnt, also wurde nichts signiert. Versuchen Sie es erneut oder auf anderem Weg.",
  "wallet.silent":
    "{name} hat nicht wie erwartet geantwortet. Öffnen Sie es, und versuchen Sie es erneut.",
  "wallet.use": "Wallet verwenden",
  "wallet.waiting":
    "{name} wartet noch auf eine frühere Antwort. Öffnen Sie es, beantworten Sie, was es zeigt, und versuchen Sie es erneut.",
  "wallet.wrongChain":
    "{name} kennt diese Chain nicht. Fügen Sie sie dort hinzu oder wählen Sie eine andere, und versuchen Sie es erneut.",
};
