import { askEarly } from "@/api/early";
import { lastWorkspace } from "@/place/last";
import { session } from "@/session/session";

const INSIDE = /^o\/([^/]+)(?:\/w\/([^/]+)(\/.*)?)?/;
const LIST = "limit=100&sort=name";

const address = () => location.pathname.slice(new URL(document.baseURI).pathname.length);

/** Loads the page that is most likely shown first beside everything else. */
export function pageAhead(signedIn: boolean): void {
  likely(signedIn, address())?.catch(() => null); // the page itself says what is out of reach
}

function likely(signedIn: boolean, path: string): Promise<unknown> | null {
  const inside = path === "" || INSIDE.test(path);
  if (signedIn) return inside ? import("./inside") : null;
  return inside || path === "sign-in" ? import("@/features/getting-in/sign-in") : null;
}

/**
 * Asks for what the first page shows: of the place the address names and, as its ids are known by
 * its slugs only, of the place this session was last in, which mostly is the same.
 */
export function askAhead(): void {
  const context = session.fresh;
  const token = session.current();
  if (!context?.organization_id || token === null) return;
  const path = address();
  const [, organization, workspace, page] = INSIDE.exec(path) ?? [];
  if (path !== "" && organization === undefined) return;
  const home = `/orgs/${context.organization_id}/workspaces`;
  askEarly(organization ? `/orgs?q=${organization}&limit=100` : `/orgs?${LIST}`, token);
  const slug = workspace ?? lastWorkspace.of(context.organization_id);
  askEarly(slug ? `${home}?q=${slug}&limit=100` : `${home}?${LIST}`, token);
  if (context.workspace_id && (page ?? "/") === "/" && (workspace || path === "")) {
    askEarly(`${home}/${context.workspace_id}/overview`, token);
  }
}
