export type Theme = "light" | "dark" | "system";

const KEPT = "tenantry.theme";
const listeners = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");

export const currentTheme = (): Theme => {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
};

export const isDark = (): boolean =>
  currentTheme() === "dark" || (currentTheme() === "system" && system.matches);

function apply(): void {
  document.documentElement.classList.toggle("dark", isDark());
  for (const listener of listeners) listener();
}

/** Puts the chosen theme on, and follows the system and the other tabs from here on. */
export function wearTheme(): void {
  apply();
  system.addEventListener("change", apply);
  addEventListener("storage", (event) => event.key === KEPT && apply());
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme);
  apply();
}

export const onTheme = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
