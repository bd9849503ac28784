import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { AuthFrame } from "@/features/getting-in/frame";
import { SignIn } from "@/features/getting-in/sign-in";
import { Home } from "@/features/frame/home";
import { Lost } from "@/features/frame/lost";
import { OrganizationFrame } from "@/features/frame/organization-frame";
import { WorkspaceGate } from "@/features/frame/workspace-gate";
import { PageFailure, PageSkeleton } from "./page";
import { SignedIn, SignedOut, safeNext } from "./guards";

const root = createRootRoute({ component: Outlet, notFoundComponent: Lost });
const at = createRoute;
const next = (search: Record<string, unknown>): { next?: string } => {
  const found = safeNext(search.next);
  return found ? { next: found } : {};
};
const tokenIn = (search: Record<string, unknown>): { token?: string } =>
  typeof search.token === "string" ? { token: search.token } : {};

const outside = at({ getParentRoute: () => root, id: "outside", component: AuthFrame });
const signedOut = at({ getParentRoute: () => outside, id: "signed-out", component: SignedOut });
const signedIn = at({ getParentRoute: () => root, id: "signed-in", component: SignedIn });

const account = at({
  getParentRoute: () => signedIn,
  path: "account",
  component: lazyRouteComponent(() => import("@/features/account/frame"), "AccountFrame"),
});
const organization = at({
  getParentRoute: () => signedIn,
  path: "o/$organization",
  component: OrganizationFrame,
});
const workspace = at({
  getParentRoute: () => organization,
  path: "w/$workspace",
  component: WorkspaceGate,
});

const gettingIn = [
  at({ getParentRoute: () => signedOut, path: "sign-in", component: SignIn, validateSearch: next }),
  at({
    getParentRoute: () => signedOut,
    path: "sign-up",
    validateSearch: next,
    component: lazyRouteComponent(() => import("@/features/getting-in/sign-up"), "SignUp"),
  }),
];

const accountPages = [
  at({
    getParentRoute: () => account,
    path: "/",
    component: lazyRouteComponent(() => import("@/features/account/profile"), "Profile"),
  }),
  at({
    getParentRoute: () => account,
    path: "security",
    component: lazyRouteComponent(() => import("@/features/account/security"), "Security"),
  }),
];

const organizationPages = [
  at({ getParentRoute: () => organization, path: "/", component: Home }),
  at({
    getParentRoute: () => organization,
    path: "members",
    component: lazyRouteComponent(() => import("@/features/members/page"), "Members"),
  }),
  at({
    getParentRoute: () => organization,
    path: "workspaces",
    component: lazyRouteComponent(() => import("@/features/workspace/list"), "Workspaces"),
  }),
  at({
    getParentRoute: () => organization,
    path: "settings",
    component: lazyRouteComponent(() => import("@/features/organization/settings"), "Settings"),
  }),
];

const workspacePages = [
  at({
    getParentRoute: () => workspace,
    path: "/",
    component: lazyRouteComponent(() => import("@/features/overview/page"), "Overview"),
  }),
  at({
    getParentRoute: () => workspace,
    path: "members",
    component: lazyRouteComponent(() => import("@/features/workspace/members"), "WorkspaceMembers"),
  }),
  at({
    getParentRoute: () => workspace,
    path: "settings",
    component: lazyRouteComponent(
      () => import("@/features/workspace/settings"),
      "WorkspaceSettings",
    ),
  }),
];

const tree = root.addChildren([
  outside.addChildren([
    signedOut.addChildren(gettingIn),
  ]),
  signedIn.addChildren([
    at({ getParentRoute: () => signedIn, path: "/", component: Home }),
    at({
      getParentRoute: () => signedIn,
      path: "welcome",
      component: lazyRouteComponent(() => import("@/features/getting-in/welcome"), "Welcome"),
    }),
    account.addChildren(accountPages),
    organization.addChildren([...organizationPages, workspace.addChildren(workspacePages)]),
  ]),
]);

void tokenIn;

export const router = createRouter({
  routeTree: tree,
  basepath: new URL(document.baseURI).pathname,
  defaultPreload: "intent",
  defaultPendingComponent: PageSkeleton,
  defaultPendingMs: 200,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: Lost,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
