/** Questions to begin with; the figures are additional points, as in the truce and its lapse. */
import type { Words } from "../texts";
import type { Move } from "./grammar";
import { type Variant, written } from "./state";

const pair = (us: number, china: number): Move[] => [
  { instrument: "tariff", by: ["USA"], on: ["CHN"], add: us },
  { instrument: "tariff", by: ["CHN"], on: ["USA"], add: china },
];

type T = Words["t"];

export interface Example {
  key: "example.truce" | "example.chips" | "example.everyone";
  variants: (t: T) => Variant[];
}

export const EXAMPLES: readonly Example[] = [
  { key: "example.truce", variants: (t) => [{ name: t("example.truce_kept"), moves: pair(0.3, 0.1) }, { name: t("example.truce_ended"), moves: pair(0.54, 0.34) }] },
  { key: "example.chips", variants: (t) => [{ name: t("example.chips_name"), moves: [{ instrument: "export_control", by: ["JPN", "NLD", "USA"], on: ["CHN"], sectors: ["C26", "C28"], deny: 0.5 }] }] },
  { key: "example.everyone", variants: (t) => [{ name: t("example.everyone_name"), moves: [{ instrument: "tariff", by: ["USA"], on: ["world"], add: 0.1 }] }] },
];

const acts = (variants: readonly Variant[]): string => variants.map((v) => written({ ...v, name: "" })).join(" ");

/** The example whose moves these are, whatever they are called. */
export const exampleOf = (variants: readonly Variant[], t: T): Example | undefined => EXAMPLES.find((x) => acts(x.variants(t)) === acts(variants));
