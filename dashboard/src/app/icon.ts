import picture from "./icon.svg?raw";

/**
 * Shows the mark in the browser's tab.
 *
 * To be called once the page is drawn: a browser starts a document for the picture, which took
 * longer on a slow machine than the data of the page.
 */
export function wearIcon(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link) link.href = `data:image/svg+xml,${encodeURIComponent(picture)}`;
}
