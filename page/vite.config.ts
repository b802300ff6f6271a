import { resolve } from "node:path";
import { defineConfig } from "vite";
import { mock } from "./dev/mock";

// The built page is committed in src/bahe/desk/page: names come from contents alone, so a second build gives the same bytes.
export default defineConfig({
  base: "./",
  plugins: [mock()],
  esbuild: { jsx: "automatic", legalComments: "none" },
  build: {
    outDir: process.env.BAHE_PAGE_OUT ?? resolve(import.meta.dirname, "../src/bahe/desk/page"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // no data: address, so that the content security policy can stay strict
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: true,
    chunkSizeWarningLimit: 900,
  },
  server: { port: 5199, strictPort: true, proxy: proxied() },
  preview: { port: 5198, strictPort: true, proxy: proxied() },
});

/** BAHE_API=http://127.0.0.1:8000 sends /api there; without it the development mock asks the command line. */
function proxied() {
  const target = process.env.BAHE_API;
  return target ? { "/api": { target, headers: { origin: target }, changeOrigin: true } } : undefined;
}
