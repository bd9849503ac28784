import "./styles.css";
import { setNonce } from "get-nonce";
import { askAhead, pageAhead } from "./app/ahead";
import { wearTheme } from "./app/theme";
import { readyFormats, speak } from "./i18n";
import { session } from "./session/session";

/** How long it takes until what is asked for is on its way: tabs take turns at asking. */
const SENT_MS = 30;

// This file is small and arrives first: the session and the first page's data are asked for while
// the rest of the dashboard is still on its way.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce;
if (nonce) setNonce(nonce);
wearTheme();
const known = session.known();
// Before anything is drawn that would ask for the same.
const ignore = session.subscribe(() => {
  ignore();
  askAhead();
});
const beginning = session.begin();
pageAhead(known);
// Not awaited here: what is imported imports the session of this very file, and would wait for it.
const spoken = speak();
// As soon as all of that is on its way, and nothing has arrived yet that could be done instead.
if (known) setTimeout(readyFormats, SENT_MS);
const drawing = import("react-dom/client");
// Told by the page, once there is one; before, they failed with the rest.
for (const one of [beginning, drawing]) one.catch(() => null);
Promise.all([import("./app/start"), spoken])
  .then(([{ start }]) => start(beginning, drawing))
  // Said in words of the document's own: the catalogue, or what draws it, may be what is missing.
  .catch(() => document.getElementById("failed")?.removeAttribute("hidden"));
