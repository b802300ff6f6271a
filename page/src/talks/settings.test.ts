import { expect, it } from "vitest";
import { keysOf, settings, toggled } from "./settings";
import type { Switch } from "./types";

const of = (cause: string, without: Record<string, unknown>): Switch => ({ cause, label: { en: cause, zh: cause }, what: "clock", without });
const all = [of("noise", { noise: 0 }), of("snap", { unless: { a: 0.5, b: 0.5 } }), of("peak", { unless: { c: 1 } }), of("drop", { drop: ["x"] })];

it("writes settings as the command line takes them", () => {
  expect(settings([all[0]!, all[1]!], 1)).toEqual(["talks.tables[1].noise=0", 'talks.tables[1].unless={"a":0.5,"b":0.5}']);
});
it("knows what is no setting", () => {
  expect(keysOf(all[3]!)).toBeNull();
  expect(keysOf(of("empty", { drop: [] }))).toBeNull();
});
it("lets causes of one value exclude each other, and pledges stand alone", () => {
  expect(toggled(["noise"], "snap", all)).toEqual(["noise", "snap"]);
  expect(toggled(["snap"], "peak", all)).toEqual(["peak"]);
  expect(toggled(["noise", "snap"], "drop", all)).toEqual(["drop"]);
  expect(toggled(["snap"], "snap", all)).toEqual([]);
});
