import { useSyncExternalStore } from "react";
import { currentTheme, onTheme, type Theme } from "./theme";

export const useTheme = (): Theme => useSyncExternalStore(onTheme, currentTheme);
