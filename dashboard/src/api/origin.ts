/** Where the server lives: the page may be mounted below a path. */
export const ORIGIN = document.baseURI.replace(/\/$/, "");
