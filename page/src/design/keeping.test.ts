/** An address without its language. */
import { beforeAll, expect, it, vi } from "vitest";

let viewOf: (address: string) => string;
beforeAll(async () => {
  vi.stubGlobal("window", { addEventListener: () => undefined, matchMedia: () => ({ matches: false, addEventListener: () => undefined }), localStorage: { getItem: () => null }, location: { search: "" } });
  vi.stubGlobal("document", { documentElement: { dataset: {} } });
  ({ viewOf } = await import("./keeping"));
});

it("takes the language out and leaves the rest", () => {
  expect(viewOf("#/world?lang=en")).toBe("#/world");
  expect(viewOf("#/world?lang=zh&e=DEU")).toBe("#/world?e=DEU");
  expect(viewOf("#/world?e=DEU&lang=zh&s=CHN")).toBe("#/world?e=DEU&s=CHN");
  expect(viewOf("#/world?e=DEU&lang=zh")).toBe("#/world?e=DEU");
});
