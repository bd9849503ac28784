export const wallets = {
  "wallet.again": "Look again",
  "wallet.chain": "Cosmos chain",
  "wallet.chainHint": "Some chains have a key of their own, and so are another account.",
  "wallet.explained": "You sign a message. It costs nothing, and nothing is transferred.",
  "wallet.failed": "{name} could not do it: {reason}",
  "wallet.link": "Link a wallet",
  "wallet.linkNote": "It signs in to this account from then on.",
  "wallet.linkThis": "Link the invited wallet",
  "wallet.linked": "{name} signs in to your account now.",
  "wallet.locked":
    "{name} shows no account. Unlock it, allow this page an account, then try again.",
  "wallet.look": "Look into {name}: it shows a message to sign.",
  "wallet.newAccount": "A wallet that is not linked to an account yet gets a new one.",
  "wallet.noneExplained":
    "Wallets are browser extensions such as MetaMask, Phantom or Keplr. Install one, or open this page in your wallet’s own browser, then look again.",
  "wallet.noneFound": "This browser has no wallet",
  "wallet.noneOf": "This browser has no {chain} wallet",
  "wallet.otherAccount": "{name} shows another account. Choose {address} in it, then try again.",
  "wallet.rejected":
    "You declined in {name}, so nothing was signed. Try again, or use another way.",
  "wallet.silent": "{name} did not answer as expected. Open it, then try again.",
  "wallet.use": "Use a wallet",
  "wallet.waiting":
    "{name} is waiting for an earlier answer. Open it, answer what it shows, then try again.",
  "wallet.wrongChain":
    "{name} does not know this chain. Add it there or choose another chain, then try again.",
};
