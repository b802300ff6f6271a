/** Laws of the walk: only what is drawn is visited, and no key leads out of the drawing. */
import { describe, expect, it } from "vitest";
import { walkedTo, waysOf } from "./stepping";

const line = { type: "line", data: [[2020, 1], [2021, null], [2022, 3]] };
const bar = { type: "bar", data: [{ value: 1 }, { value: null }, 2] };

describe("ways", () => {
  it("visits what is drawn and leaves out what is missing", () => {
    expect(waysOf([line, bar])).toEqual([[{ series: 0, at: 0 }, { series: 0, at: 2 }], [{ series: 1, at: 0 }, { series: 1, at: 2 }]]);
  });
  it("passes over bands and shapes", () => {
    expect(waysOf([{ ...line, silent: true }, { type: "custom", data: [0] }, { type: "line", data: [] }])).toEqual([]);
  });
  it("walks a heat map by rows", () => {
    const map = { type: "heatmap", data: [[0, 0, 1], [1, 0, 2], [0, 1, 3]] };
    expect(waysOf([map]).map((r) => r.map((s) => s.at))).toEqual([[0, 1], [2]]);
  });
});

describe("keys", () => {
  const ways = waysOf([line, { type: "line", data: [[2020, 5]] }]);
  it("begins at the first point and stops at the edges", () => {
    expect(walkedTo("ArrowRight", null, ways, false)).toEqual([0, 0]);
    expect(walkedTo("ArrowLeft", [0, 0], ways, false)).toEqual([0, 0]);
    expect(walkedTo("ArrowRight", [0, 1], ways, false)).toEqual([0, 1]);
  });
  it("goes to the nearest point of the next series", () => {
    expect(walkedTo("ArrowDown", [0, 1], ways, false)).toEqual([1, 0]);
    expect(walkedTo("End", [0, 0], ways, false)).toEqual([0, 1]);
  });
  it("walks along bars that lie on their side with up and down", () => {
    expect(walkedTo("ArrowDown", [0, 0], ways, true)).toEqual([0, 1]);
  });
  it("leaves every other key alone", () => {
    expect(walkedTo("a", [0, 0], ways, false)).toBeNull();
    expect(walkedTo("ArrowRight", null, [], false)).toBeNull();
  });
});
