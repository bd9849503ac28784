import { createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { Home } from "@/features/frame/home";
import { Lost } from "@/features/frame/lost";
import { WorkspaceGate } from "@/features/frame/workspace-gate";
import { AuthFrame } from "@/features/getting-in/frame";
import { SignedIn, SignedOut } from "./guards";
import { frame, page } from "./loaders";
import { PageFailure, PageSkeleton } from "./page";
import { flag, list, listOf, next, tokenIn } from "./search";

const root = createRootRoute({ component: Outlet, notFoundComponent: Lost });
const at = createRoute;

/** A list that a dialog of this name adds to. */
const listWith =
  <Name extends string>(name: Name) =>
  (search: Record<string, unknown>) => ({ ...list(search), ...flag(name)(search) });

const outside = at({ getParentRoute: () => root, id: "outside", component: AuthFrame });
const signedOut = at({ getParentRoute: () => outside, id: "signed-out", component: SignedOut });
const signedIn = at({ getParentRoute: () => root, id: "signed-in", component: SignedIn });

const account = at({
  getParentRoute: () => signedIn,
  path: "account",
  ...page(() => import("@/features/account/frame"), "AccountFrame"),
});
const organization = at({
  getParentRoute: () => signedIn,
  path: "o/$organization",
  ...frame(() => import("./inside"), "OrganizationFrame"),
});
const workspace = at({
  getParentRoute: () => organization,
  path: "w/$workspace",
  component: WorkspaceGate,
});

const gettingIn = [
  at({
    getParentRoute: () => signedOut,
    path: "sign-in",
    validateSearch: next,
    ...page(() => import("@/features/getting-in/sign-in"), "SignIn"),
  }),
  at({
    getParentRoute: () => signedOut,
    path: "sign-up",
    validateSearch: next,
    ...page(() => import("@/features/getting-in/sign-up"), "SignUp"),
  }),
];

const byMail = [
  at({
    getParentRoute: () => outside,
    path: "forgot-password",
    ...page(() => import("@/features/getting-in/forgot"), "ForgotPassword"),
  }),
  at({
    getParentRoute: () => outside,
    path: "reset-password",
    validateSearch: tokenIn,
    ...page(() => import("@/features/getting-in/reset"), "ResetPassword"),
  }),
  at({
    getParentRoute: () => outside,
    path: "verify-email",
    validateSearch: tokenIn,
    ...page(() => import("@/features/getting-in/verify"), "VerifyEmail"),
  }),
  at({
    getParentRoute: () => outside,
    path: "invitations/$token",
    ...page(() => import("@/features/invitations/accept"), "AcceptInvitation"),
  }),
  at({
    getParentRoute: () => outside,
    path: "join/$token",
    ...page(() => import("@/features/invitations/join"), "Join"),
  }),
];

const accountPages = [
  at({
    getParentRoute: () => account,
    path: "/",
    ...page(() => import("@/features/account/profile"), "Profile"),
  }),
  at({
    getParentRoute: () => account,
    path: "security",
    ...page(() => import("@/features/account/security"), "Security"),
  }),
];

const organizationPages = [
  at({ getParentRoute: () => organization, path: "/", component: Home }),
  at({
    getParentRoute: () => organization,
    path: "members",
    validateSearch: listWith("invite"),
    ...page(() => import("@/features/members/page"), "Members"),
  }),
  at({
    getParentRoute: () => organization,
    path: "workspaces",
    validateSearch: listWith("new"),
    ...page(() => import("@/features/workspace/list"), "Workspaces"),
  }),
  at({
    getParentRoute: () => organization,
    path: "settings",
    ...page(() => import("@/features/organization/settings"), "Settings"),
  }),
  at({
    getParentRoute: () => organization,
    path: "plan",
    ...page(() => import("@/features/plan/page"), "Plan"),
  }),
  at({
    getParentRoute: () => organization,
    path: "audit",
    validateSearch: listOf("actor", "action", "workspace_id", "from", "to"),
    ...page(() => import("@/features/audit/page"), "Audit"),
  }),
];

const workspacePages = [
  at({
    getParentRoute: () => workspace,
    path: "chatbots",
    validateSearch: listWith("new"),
    ...page(() => import("@/features/chatbots/page"), "Chatbots"),
  }),
  at({
    getParentRoute: () => workspace,
    path: "chatbots/$chatbot",
    ...page(() => import("@/features/chatbots/detail"), "ChatbotPage"),
  }),

  at({
    getParentRoute: () => workspace,
    path: "/",
    ...page(() => import("./inside"), "Overview"),
  }),
  at({
    getParentRoute: () => workspace,
    path: "members",
    validateSearch: list,
    ...page(() => import("@/features/workspace/members"), "WorkspaceMembers"),
  }),
  at({
    getParentRoute: () => workspace,
    path: "settings",
    ...page(() => import("@/features/workspace/settings"), "WorkspaceSettings"),
  }),
];

const tree = root.addChildren([
  outside.addChildren([signedOut.addChildren(gettingIn), ...byMail]),
  signedIn.addChildren([
    at({ getParentRoute: () => signedIn, path: "/", component: Home }),
    at({
      getParentRoute: () => signedIn,
      path: "welcome",
      ...page(() => import("@/features/getting-in/welcome"), "Welcome"),
    }),
    account.addChildren(accountPages),
    organization.addChildren([...organizationPages, workspace.addChildren(workspacePages)]),
  ]),
]);

/** After which a page that is not there yet gives way to a skeleton. */
export const PENDING_MS = 200;

export const router = createRouter({
  routeTree: tree,
  basepath: new URL(document.baseURI).pathname,
  defaultPreload: "intent",
  defaultPendingComponent: PageSkeleton,
  defaultPendingMs: PENDING_MS,
  // A skeleton goes as soon as there is something to show: it is no spinner that would flicker.
  defaultPendingMinMs: 0,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: Lost,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
