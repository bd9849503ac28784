import "./styles.css";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { wearTheme } from "./app/theme";
import { speak } from "./i18n";
import { session } from "./session/session";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce;
if (nonce) setNonce(nonce);
wearTheme();
const beginning = session.begin();
await speak();
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App beginning={beginning} />
    </StrictMode>,
  );
}
