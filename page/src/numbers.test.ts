/** Figures as the library prints them (bahe.report.wording.numbers); the expected words were printed by it. */
import { expect, it } from "vitest";
import { band, digitsAt, money, percent, plain, signed, usd } from "./numbers";

it.each<[number | null, number, string]>([
  [-0.2139027558, 2, "−0.21"], [0.001, 2, "0.00"], [-0.001, 2, "0.00"], [1234.5, 1, "+1\u202f234.5"], [0.125, 2, "+0.12"], [0.375, 2, "+0.38"],
  [2.665, 2, "+2.67"], [2.675, 2, "+2.67"], [2.5, 0, "+2"], [3.5, 0, "+4"], [1e7, 0, "+10\u202f000\u202f000"], [null, 2, "n/a"],
])("signed %s with %s decimals", (x, digits, expected) => expect(signed(x, digits, "en")).toBe(expected));

it("missing is said and never nought", () => {
  expect([plain(undefined, 2, "zh"), money(Number.NaN, "en"), percent(null, "en")]).toEqual(["无数据", "n/a", "n/a"]);
});

it("money takes the unit of the language", () => {
  expect(usd(-55817.354, "en")).toBe("USD\u00a0−55.8\u00a0bn");
  expect(usd(-55817.354, "zh")).toBe("−558\u202f亿美元");
  expect(band(-0.61, -0.3, "en")).toBe("[−0.61, −0.30]");
});

it("shows a digit of small figures", () => {
  expect([5, 0.2, 0.02, 0.005, 0.0002, 0, null].map((x) => digitsAt(x))).toEqual([2, 2, 2, 3, 4, 2, 2]);
});
