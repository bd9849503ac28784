import { type ComponentType, createElement } from "react";
import {
  contextQuery,
  type Organization,
  organizationBySlug,
  type Workspace,
  workspaceBySlug,
} from "@/place/queries";
import { pause } from "@/session/lock";
import { session } from "@/session/session";
import { LatePage } from "./late-page";
import { queries } from "./queries";

/** Shorter than anybody sees, and than it takes to draw a page without its data. */
const NEARLY_MS = 50;

/** Where a page is, as far as its data goes. */
export interface Spot {
  organization: Organization;
  workspace: Workspace | null;
}

interface Arrival {
  params: { organization?: string; workspace?: string };
  location: { search: object };
  preload: boolean;
}

/** What a page's file may export beside its component: reads the page's data. */
type Ahead = (spot: Spot, search: object) => unknown;

/** A component in a file of its own: what loads the file, and stands in for it until it is there. */
function late<Module>(load: () => Promise<Module>, name: keyof Module) {
  let here: Module | null = null;
  const get = async () => {
    here ??= await load();
    return here;
  };
  const of = (module: Module) => module[name] as ComponentType;
  const part = async () => ({ default: of(await get()) });
  const component = () => createElement(LatePage, { here: here && of(here), load: part });
  return { get, component };
}

/**
 * A page in a file of its own. Reaching for a link to it loads the file and reads its data.
 *
 * The page is shown without waiting for the data, and says itself what failed; but what is nearly
 * there is waited for, as it costs more to draw the page twice. A file that cannot be loaded is a
 * failure of its page alone, and no reason for the router to stop.
 */
export function page<Module extends { [name: string]: unknown; ahead?: Ahead }>(
  load: () => Promise<Module>,
  name: keyof Module,
) {
  const { get, component } = late(load, name);
  const loader = async ({ params, location }: Arrival): Promise<void> => {
    const [module, spot] = await Promise.all([quietly(get()), findSpot(params)]);
    if (module && spot) {
      await Promise.race([module.ahead?.(spot, location.search), pause(NEARLY_MS)]);
    }
  };
  return { component, loader };
}

/** The frame around an organization's pages, in a file of its own; it is entered on the way. */
export function frame<Module>(load: () => Promise<Module>, name: keyof Module) {
  const { get, component } = late(load, name);
  const loader = async (arrival: Arrival): Promise<void> => {
    await Promise.all([quietly(get()), enter(arrival)]);
  };
  return { component, loader };
}

/** Finds out where an address leads before its frame is drawn, so that it is drawn once. */
async function enter({ params, preload }: Arrival): Promise<void> {
  const spot = await findSpot(params);
  if (preload || !spot || (params.workspace !== undefined && !spot.workspace)) return;
  const { organization, workspace } = spot;
  if (workspace === null) return;
  await quietly(
    queries.ensureQueryData({ ...contextQuery(organization.id, workspace.id), retry: false }),
  );
}

async function findSpot(params: Arrival["params"]): Promise<Spot | null> {
  if (session.state.status !== "signed-in" || params.organization === undefined) return null;
  const organization = await quietly(
    queries.ensureQueryData({ ...organizationBySlug(params.organization), retry: false }),
  );
  if (!organization) return null;
  const workspace = params.workspace
    ? await quietly(
        queries.ensureQueryData({
          ...workspaceBySlug(organization.id, params.workspace),
          retry: false,
        }),
      )
    : null;
  return { organization, workspace: workspace ?? null };
}

/** What went wrong is asked for again, and said, by the page itself. */
const quietly = <T>(work: Promise<T>): Promise<T | null> => work.catch(() => null);
