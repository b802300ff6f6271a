/** What every chart shares: grid, axes, tips. Text in tips is escaped, since names come from data. */
import type { EChartsOption } from "echarts";
import type { Look } from "./look";

export type Option = EChartsOption;
export type Figures = readonly (number | null)[];

export const escaped = (words: string): string =>
  words.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** A tip: a heading and rows of (name, figure). */
export function tip(head: string, rows: readonly (readonly [string, string])[]): string {
  const body = rows.map(([name, figure]) => `<dt>${escaped(name)}</dt><dd>${escaped(figure)}</dd>`).join("");
  return `<div class="chart-tip"><b>${escaped(head)}</b><dl>${body}</dl></div>`;
}

/** A bare chart in the page's type. */
export function base(look: Look): Option {
  return {
    animationDuration: 350,
    textStyle: { fontFamily: look.sans, color: look.ink },
    grid: { left: 8, right: 18, top: 34, bottom: 8, containLabel: true },
    aria: { enabled: false },
  };
}

export const tooltip = (look: Look, more: object) => ({
  backgroundColor: look.raised,
  borderColor: look.rule,
  textStyle: { color: look.ink, fontSize: 13, fontFamily: look.sans },
  confine: true,
  transitionDuration: 0,
  ...more,
});

/** An axis of figures with its name above (y) or below (x). */
export function axis(look: Look, name: string, more: object = {}) {
  return {
    type: "value" as const,
    name,
    nameTextStyle: { color: look.quiet, fontSize: 12, align: "left" as const },
    axisLabel: { color: look.quiet, fontSize: 12 },
    axisLine: { show: false, lineStyle: { color: look.rule } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: look.rule, opacity: 0.6 } },
    ...more,
  };
}

export const legend = (look: Look, names: readonly string[]) => ({
  data: [...names],
  top: 0,
  right: 0,
  type: "plain" as const,
  itemWidth: 18,
  itemHeight: 8,
  icon: "roundRect",
  textStyle: { color: look.quiet, fontSize: 12.5, fontFamily: look.sans },
});
