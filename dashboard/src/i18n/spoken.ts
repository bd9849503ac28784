import { beforeAll } from "vitest";
import { speak } from ".";

/** For tests: what they read is said in the browser's language, as on a page. */
beforeAll(speak);
