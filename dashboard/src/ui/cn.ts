import { type ClassValue, clsx } from "clsx";

/**
 * Joins class names. What others may say otherwise is marked `usual:` (see `styles.css`), so that
 * nothing has to know, in the browser, which classes contradict each other.
 */
export const cn = (...classes: ClassValue[]): string => clsx(classes);
