import { defineConfig } from "vitest/config";

// Charts, figures and words are pure: no browser is needed to test them.
export default defineConfig({ test: { include: ["src/**/*.test.ts"], environment: "node" } });
