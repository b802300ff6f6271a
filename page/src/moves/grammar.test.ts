/** Laws of moves and their words: said and read are each other's inverse, sentences mean what they say, the rest is said back. */
import { describe, expect, it } from "vitest";
import type { Meta } from "../api/types";
import { body, hasFirstOrder, INSTRUMENTS, type Move, OPTION, read, said } from "./grammar";
import { draft } from "./form";
import { understood } from "./sentence";
import { text } from "../texts";
import { LIKE } from "./Sentence";
import { variantOf, written } from "./state";

const named = (code: string, en: string, zh: string) => ({ code, en, zh });
const meta = {
  economies: [["USA", "United States", "美国"], ["CHN", "China", "中国"], ["JPN", "Japan", "日本"], ["NLD", "Netherlands", "荷兰"]].map(([c, e, z]) => ({ ...named(c!, e!, z!), shape: true })),
  sectors: [["C26", "Computers, electronics and optics", "计算机、电子和光学"], ["C28", "Machinery n.e.c.", "机械"]].map(([c, e, z]) => ({ ...named(c!, e!, z!), goods: true })),
  groups: { economies: { EU27: ["NLD"] }, sectors: { goods: ["C26", "C28"], services: [] } },
} as unknown as Meta;
const words = (sentence: string) => understood(sentence, meta).moves.map((m) => `${OPTION[m.instrument]}: ${said(m)}`);

describe("words of the command line", () => {
  it.each(INSTRUMENTS)("%s: what is said is read again", (instrument) => {
    const move = draft(instrument);
    expect(said(read(OPTION[instrument], said(move))!)).toBe(said(move));
  });
  it.each<[string, string, Partial<Move>]>([
    ["tariff", "USA,JPN on CHN C26,C28 =25%", { by: ["USA", "JPN"], sectors: ["C26", "C28"], rate: 0.25 }],
    ["tariff", "USA on CHN -7.5%", { add: -0.075 }],
    ["control", "JPN on CHN C26 deny 80% rent importer", { deny: 0.8, rent: "importer", sectors: ["C26"] }],
    ["embargo", "USA on CHN exports leak 5%", { direction: "exports", leakage: 0.05 }],
    ["trade_cost", "USA on CHN x1.1", { factor: 1.1 }],
  ])("%s %s", (option, text, expected) => {
    expect(read(option, text)).toMatchObject(expected);
    expect(said(read(option, text)!)).toBe(text);
  });
  it("a body holds every move under its option", () => {
    expect(body([draft("tariff"), draft("tariff"), draft("embargo")])).toEqual({ tariff: ["USA on CHN +10%", "USA on CHN +10%"], embargo: ["USA on CHN exports"] });
  });
  it("quantities have no first-order answer", () => {
    expect(INSTRUMENTS.filter((i) => !hasFirstOrder([draft(i)]))).toEqual(["export_control", "embargo"]);
    expect(hasFirstOrder([])).toBe(false);
  });
  it("a variant comes back from the address", () => {
    const v = { name: "Truce 30/10", moves: [draft("tariff"), draft("export_control")] };
    expect(written(variantOf(written(v)))).toBe(written(v));
  });
});

describe("sentences", () => {
  it.each<[string, string[]]>([
    ["USA raises tariffs on CHN goods by 30 points; CHN answers with 10", ["tariff: USA on CHN +30%", "tariff: CHN on USA +10%"]],
    ["USA raises tariffs on CHN by 30; CHN answers with 10; USA answers with 5", ["tariff: USA on CHN +30%", "tariff: CHN on USA +10%", "tariff: USA on CHN +5%"]],
    ["USA raises tariffs on CHN,EU27 by 30; CHN answers with 10; NLD answers with 5", ["tariff: USA on CHN,EU27 +30%", "tariff: CHN on USA +10%", "tariff: NLD on USA +5%"]],
    ["USA raises tariffs on CHN by 30; CHN answers with 10; JPN answers with 5", ["tariff: USA on CHN +30%", "tariff: CHN on USA +10%", "tariff: JPN on USA +5%"]],
    ["The United States raises its tariffs on China by 30%. China retaliates with 10 percentage points.", ["tariff: USA on CHN +30%", "tariff: CHN on USA +10%"]],
    ["Japan and the Netherlands withhold 80% of chips from China", ["control: JPN,NLD on CHN C26 deny 80%"]],
    ["US cuts tariffs on the EU by 5", ["tariff: USA on EU27 -5%"]],
    ["USA sets tariffs on CHN electronics to 25%", ["tariff: USA on CHN C26 =25%"]],
    ["China bans exports of machinery to the US", ["embargo: CHN on USA C28 exports"]],
    ["US imposes a 12.5% tariff on everyone", ["tariff: USA on world +12.5%"]],
    ["美国对中国加征30个百分点；中国以10个百分点回应", ["tariff: USA on CHN +30%", "tariff: CHN on USA +10%"]],
    ["美国对中国加征30%关税；中国反制10%", ["tariff: USA on CHN +30%", "tariff: CHN on USA +10%"]],
    ["美国对中国加征30%的关税，中国以10%的关税反制", ["tariff: USA on CHN +30%", "tariff: CHN on USA +10%"]],
    ["USA puts 30% on CHN chips", ["tariff: USA on CHN C26 +30%"]],
    ["日本停止向中国出口80%的芯片", ["control: JPN on CHN C26 deny 80%"]],
    ["日本停止向中国出口芯片", ["embargo: JPN on CHN C26 exports"]],
    ["USA on CHN C26 +30%", ["tariff: USA on CHN C26 +30%"]],
    ["control: JPN on CHN C26 deny 80%", ["control: JPN on CHN C26 deny 80%"]],
  ])("%s", (sentence, expected) => expect(words(sentence)).toEqual(expected));

  it("a sentence that is not understood is said back and moves nothing", () => {
    const found = understood("USA frowns at CHN; Atlantis raises tariffs on CHN by 5; CHN answers with 10", meta);
    expect(found.moves).toEqual([]);
    expect(found.unread).toHaveLength(3);
  });

  it.each<[string, string, string, string[]]>([
    ["USA raises tariffs on CHINNA goods by 30 points", "who", "CHINNA", ["CHN"]],
    ["Untied States raises tariffs on CHN by 30", "who", "Untied States", ["USA"]],
    ["Japan and Holland withhold 80% of chips from China", "who", "Holland", []],
    ["Japan withholds 80% of machinary from China", "what", "machinary", ["C28"]],
    ["USA raises tariffs on CHN rare earths by 30", "what", "rare earths", []],
    ["germani embargoes CHN", "who", "germani", []],
    ["美国对中过加征30%关税", "who", "中过", []],
  ])("%s: the name that is not known is said", (sentence, kind, name, near) => {
    const { moves, unread } = understood(sentence, meta);
    expect(moves).toEqual([]);
    expect(unread).toEqual([{ clause: sentence, wrong: { kind, name, near } }]);
  });

  it.each(["en", "zh"] as const)("the examples that the page gives are read (%s)", (lang) => {
    for (const key of LIKE) expect(understood(text(lang, key), meta)).toMatchObject({ unread: [] });
  });

  it("marks without words are said back", () => expect(understood("; ; ;", meta)).toEqual({ moves: [], unread: [{ clause: "; ; ;" }] }));
});
