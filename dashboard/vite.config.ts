/// <reference types="vitest/config" />
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const BUILT = resolve(import.meta.dirname, "../src/tenantry/http/static/dashboard");

/** Writes each text file in the forms browsers take, so that the server compresses nothing itself. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      const assets = join(BUILT, "assets");
      for (const name of readdirSync(assets)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const content = readFileSync(join(assets, name));
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content, { params }));
        writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** What the first file imports once it runs. */
const STARTS = [/\/src\/app\/start\.tsx$/, /\/react-dom\/client\.js$/];

/** Has the page load all it starts with at once, and not what each file imports only once it is there. */
function preloaded(): Plugin {
  return {
    name: "preloaded",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle }) => {
        const chunks = Object.values(bundle ?? {}).filter((one) => one.type === "chunk");
        const holds = (module: RegExp) =>
          chunks.find(({ moduleIds }) => moduleIds.some((id) => module.test(id)));
        const files = new Set<string>();
        for (const module of STARTS) {
          const file = holds(module)?.fileName;
          if (file === undefined) throw new Error(`no file holds ${module}`);
          files.add(file);
        }
        for (const file of files) {
          for (const one of chunks) {
            if (one.fileName === file) for (const needed of one.imports) files.add(needed);
          }
        }
        const tags = [...files].map((file) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `./${file}` },
          injectTo: "head" as const,
        }));
        return { html, tags };
      },
    },
  };
}

const source = (...paths: string[]) => new RegExp(`/dashboard/src/(${paths.join("|")})`);

/**
 * Few files, as each costs a round trip and a browser asks for six at a time. A module goes, with
 * all it imports, into the first of these that takes it; the pages themselves are left.
 */
const GROUPS = [
  {
    name: "boot",
    test: /\/dashboard\/src\/(main\.ts|app\/ahead)|preload-helper|rolldown\/runtime/,
  },
  // Not React DOM, which is the largest and arrives last, but the little of it that others import.
  {
    name: "router",
    test: /node_modules\/(@tanstack\/|react\/|react-dom\/(index|cjs\/react-dom\.prod))/,
  },
  { name: "react-dom", test: /node_modules\/react-dom\// },
  {
    name: "base",
    test: source(
      "app/start",
      "ui/(bits|button|form|field|failure)\\.",
      "place/",
      "features/frame/names",
    ),
  },
  { name: "inside", test: source("app/inside") },
  { name: "entrance", test: source("features/getting-in/", "features/factors/passkeys") },
  { name: "overlay", test: /node_modules\/(cmdk|@radix-ui)\// },
  { name: "parts", minShareCount: 2 },
].map((group, place, all) => ({ ...group, priority: all.length - place }));

/**
 * Has V8 compile what the first pages start with while it arrives, beside the main thread, and not each
 * function there when it is first called. Of what comes later much is never called.
 */
const compiledAhead = ({ name }: { name: string }) =>
  ["boot", "router", "react-dom", "base", "inside", "entrance"].includes(name)
    ? "//# allFunctionsCalledOnLoad"
    : "";

/** Fills in what the server fills in, where Vite serves the page itself. */
function asServed(): Plugin {
  return {
    name: "as-served",
    apply: "serve",
    transformIndexHtml: (html) =>
      html
        .replace("%BASE%", "/")
        .replace("%NONCE%", "")
        .replace("%COSMOS_CHAINS%", "cosmos=cosmoshub-4"),
  };
}

export default defineConfig({
  base: "./",
  plugins: [react(), tailwindcss(), asServed(), preloaded(), compressed()],
  resolve: { alias: { "@": resolve(import.meta.dirname, "src") } },
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS }, postBanner: compiledAhead } },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000", "/docs": "http://127.0.0.1:8000" } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: "src/i18n/spoken.ts",
  },
});
