import type { Catalogue } from ".";
import { account } from "./de/account";
import { audit } from "./de/audit";
import { chatbots } from "./de/chatbots";
import { factors } from "./de/factors";
import { frame } from "./de/frame";
import { gettingIn } from "./de/getting-in";
import { invitations } from "./de/invitations";
import { members } from "./de/members";
import { organization } from "./de/organization";
import { overview } from "./de/overview";
import { plan } from "./de/plan";
import { ui } from "./de/ui";
import { wallets } from "./de/wallets";
import { workspace } from "./de/workspace";

export { refusals } from "./de/refusals";

/** Alle Texte auf Deutsch. */
export const de: Catalogue = {
  ...account,
  ...audit,
  ...chatbots,
  ...factors,
  ...frame,
  ...gettingIn,
  ...invitations,
  ...members,
  ...organization,
  ...overview,
  ...plan,
  ...ui,
  ...wallets,
  ...workspace,
};
