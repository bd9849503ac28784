import { account } from "./en/account";
import { audit } from "./en/audit";
import { chatbots } from "./en/chatbots";
import { factors } from "./en/factors";
import { frame } from "./en/frame";
import { gettingIn } from "./en/getting-in";
import { invitations } from "./en/invitations";
import { members } from "./en/members";
import { organization } from "./en/organization";
import { overview } from "./en/overview";
import { plan } from "./en/plan";
import { ui } from "./en/ui";
import { wallets } from "./en/wallets";
import { workspace } from "./en/workspace";

/** Every string of the dashboard, in English: the language the others are complete against. */
export const en = {
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
