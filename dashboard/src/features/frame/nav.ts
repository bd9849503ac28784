import {
  Bot,
  Building2,
  CreditCard,
  LayoutDashboard,
  type LucideIcon,
  Plus,
  ScrollText,
  Settings,
  UserPlus,
  Users,
} from "lucide-react";
import type { Key } from "@/i18n";
import type { Place } from "@/place/place";

export interface Destination {
  to: string;
  label: Key;
  icon: LucideIcon;
  /** What it takes to be shown there. */
  permission: string;
  exact?: boolean;
}

const WORKSPACE: Destination[] = [
  {
    to: "",
    label: "nav.overview",
    icon: LayoutDashboard,
    permission: "workspace:read",
    exact: true,
  },
  { to: "/chatbots", label: "nav.chatbots", icon: Bot, permission: "chatbot:read" },
  { to: "/members", label: "nav.members", icon: Users, permission: "workspace_member:read" },
  { to: "/settings", label: "nav.settings", icon: Settings, permission: "workspace:read" },
];

const ORGANIZATION: Destination[] = [
  { to: "/members", label: "nav.members", icon: Users, permission: "member:read" },
  { to: "/workspaces", label: "nav.workspaces", icon: Building2, permission: "org:read" },
  { to: "/plan", label: "nav.plan", icon: CreditCard, permission: "billing:read" },
  { to: "/audit", label: "nav.audit", icon: ScrollText, permission: "audit:read" },
  { to: "/settings", label: "nav.settings", icon: Settings, permission: "org:read" },
];

export interface Destinations {
  workspace: Destination[];
  organization: Destination[];
}

/** The pages someone may see from a place, with their whole addresses. */
export function destinations({ organization, workspace, can }: Place): Destinations {
  const home = `/o/${organization.slug}`;
  const within = (base: string, all: Destination[]) =>
    all
      .filter(({ permission }) => can(permission))
      .map((destination) => ({ ...destination, to: base + destination.to }));
  return {
    workspace: workspace ? within(`${home}/w/${workspace.slug}`, WORKSPACE) : [],
    organization: within(home, ORGANIZATION),
  };
}

export interface Action {
  to: string;
  search: { invite: true } | { new: true };
  label: Key;
  icon: LucideIcon;
}

/** What someone may begin from a place: the page that does it, with its dialog open. */
export function actionsAt({ organization, workspace, can }: Place): Action[] {
  const home = `/o/${organization.slug}`;
  const chatbots = workspace && `${home}/w/${workspace.slug}/chatbots`;
  return [
    ...(chatbots && can("chatbot:create")
      ? [{ to: chatbots, search: { new: true }, label: "chatbots.new", icon: Plus } as const]
      : []),
    ...(can("member:invite")
      ? [
          {
            to: `${home}/members`,
            search: { invite: true },
            label: "invite.action",
            icon: UserPlus,
          } as const,
        ]
      : []),
    ...(can("workspace:create")
      ? [
          {
            to: `${home}/workspaces`,
            search: { new: true },
            label: "switcher.newWorkspace",
            icon: Plus,
          } as const,
        ]
      : []),
  ];
}
