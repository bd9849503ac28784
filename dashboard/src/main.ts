import "./styles.css";
import { setNonce } from "get-nonce";
import { askAhead, pageAhead } from "./app/ahead";
import { wearTheme } from "./app/theme";
import { readyFormats, speak } from "./i18n";
import { session } from "./session/session";

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
if (known) void spoken.then(readyFormats);
void Promise.all([import("./app/start"), spoken]).then(([{ start }]) => start(beginning));
