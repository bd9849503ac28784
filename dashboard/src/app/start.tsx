import { StrictMode } from "react";
import { pause } from "@/session/lock";
import { App } from "./app";
import { wearIcon } from "./icon";
import { PENDING_MS, router } from "./router";

/** After which the page was drawn, even where that takes long. */
const DRAWN_MS = 500;

/**
 * Shows the dashboard, once its language is loaded.
 *
 * React DOM is the largest file and arrives last. The router needs none of it to find the page of the
 * address, and the data it shows; so both are there, mostly, when the page is drawn for the first time.
 * What is not is waited for as long as on any other change of page: to draw a skeleton takes time too.
 */
export async function start(
  beginning: Promise<void>,
  drawing: Promise<typeof import("react-dom/client")>,
): Promise<void> {
  // What fails of either is said by the page, once there is one.
  const found = beginning.then(() => router.load()).catch(() => undefined);
  const { createRoot } = await drawing;
  await Promise.race([found, pause(PENDING_MS)]);
  const root = document.getElementById("root");
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <App beginning={beginning} />
    </StrictMode>,
  );
  setTimeout(wearIcon, DRAWN_MS);
}
