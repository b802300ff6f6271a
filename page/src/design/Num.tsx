/** A figure with its unit; band, meaning and source stand in the tip, on hover and on focus. */
import { band as bandOf, known, type Maybe, money, plain, signed } from "../numbers";
import { type Lang, useWords, type Words } from "../texts";
import { tipped } from "./tip";

/** pct: signed per cent. share: a fraction as per cent. usd: USD million, shown in bn. plain: as it is. */
export type NumKind = "pct" | "share" | "usd" | "usd-plain" | "plain" | "signed";

export interface NumProps {
  value: Maybe;
  kind?: NumKind;
  digits?: number;
  low?: Maybe;
  high?: Maybe;
  /** What the figure is: "real income of Germany". */
  what?: string;
  source?: string | undefined;
  unit?: string;
  /** Colour by sign: "gain" (more is better), "loss" (more is worse) or none. */
  tone?: "gain" | "loss";
  /** As it is printed, where neither kind nor digits say it. */
  shown?: string;
  /** In a table: no dotted line, reached by arrow keys instead of by Tab. */
  cell?: boolean;
  /** Print the band under the figure. */
  showBand?: boolean;
  hideUnit?: boolean;
}

export function figure(value: Maybe, kind: NumKind, lang: Lang, digits?: number): string {
  if (kind === "usd" || kind === "usd-plain") return money(value, lang, kind === "usd");
  if (kind === "share") return plain(known(value) ? 100 * value : value, digits ?? 1, lang);
  return kind === "plain" ? plain(value, digits ?? 2, lang) : signed(value, digits ?? 2, lang);
}

export function unitOf(kind: NumKind, words: Words, unit?: string): string {
  if (unit !== undefined) return unit;
  if (kind === "usd" || kind === "usd-plain") return words.t("unit.usd_bn");
  return kind === "pct" || kind === "share" ? "%" : "";
}

function scaled(low: Maybe, high: Maybe, kind: NumKind, lang: Lang, digits?: number): string {
  if (kind === "pct" || kind === "signed") return bandOf(low, high, lang, digits);
  return `[${figure(low, kind, lang, digits)}, ${figure(high, kind, lang, digits)}]`;
}

export function Num(p: NumProps) {
  const words = useWords();
  const kind = p.kind ?? "pct";
  const unit = unitOf(kind, words, p.unit);
  const has = known(p.value);
  const banded = known(p.low) && known(p.high);
  const range = banded ? scaled(p.low, p.high, kind, words.lang, p.digits) : "";
  const good = has && (p.tone === "loss" ? -p.value! : p.value!);
  const shown = p.shown ?? figure(p.value, kind, words.lang, p.digits);
  const tone = p.tone && has && /[1-9]/.test(shown) ? ((good as number) > 0 ? " gain" : " loss") : "";
  const tip = () => (
    <>
      {p.what && <b>{p.what}</b>}
      <dl>
        <dt>{words.t("tip.value")}</dt>
        <dd>{has ? `${shown} ${unit || words.t("tip.no_unit")}` : words.t("tip.absent")}</dd>
        <dt>{words.t("tip.band")}</dt>
        <dd>{banded ? `${range}${unit ? ` ${unit}` : ""}` : words.t("tip.no_band")}</dd>
        {p.source && (
          <>
            <dt>{words.t("tip.source")}</dt>
            <dd>{p.source}</dd>
          </>
        )}
      </dl>
    </>
  );
  return (
    <span className={`num${p.cell ? " bare" : ""}${tone}`} tabIndex={p.cell ? -1 : 0} data-num={p.value ?? ""} {...tipped(tip)}>
      {shown}
      {has && unit && !p.hideUnit && <span className="unit">{unit}</span>}
      {p.showBand && banded && <small className="num-band">{range}</small>}
    </span>
  );
}
