import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";

/** Shows the dashboard, once its language is loaded. */
export function start(beginning: Promise<void>): void {
  const root = document.getElementById("root");
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <App beginning={beginning} />
    </StrictMode>,
  );
}
