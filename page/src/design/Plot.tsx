/** The drawing alone: a canvas that can be walked by arrow keys, with the tip of the mouse and its words read aloud. */
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type Look, lookNow } from "../charts/look";
import { type Walked, walkedTo, waysOf } from "../charts/stepping";
import { useWords } from "../texts";
import { calm, printing, useDark } from "../theme";
import { hideTip, showTip } from "./tip";

/** What all charts share: type, tip, axes. */
export function framed(l: Look, option: EChartsCoreOption): EChartsCoreOption {
  const tooltip = {
    confine: true, backgroundColor: l.raised, borderColor: l.rule, textStyle: { color: l.ink, fontFamily: l.sans, fontSize: 13 },
    ...(option.tooltip as object | undefined),
  };
  return { animationDuration: 350, color: [...l.c], backgroundColor: "transparent", textStyle: { fontFamily: l.sans, color: l.ink }, ...option, tooltip };
}

/** Something to step to that is no point: its words, what is lit up, what a click on it would say. */
export interface Stop {
  words: string;
  light: { seriesIndex: number; dataIndex: number; dataType?: "edge" | "node" };
  data: unknown;
}

export interface PlotProps {
  alternative: string;
  option: (l: Look, narrow: boolean) => EChartsCoreOption;
  height: number;
  onClick?: ((event: { name?: string; dataIndex?: number; seriesName?: string; data?: unknown }) => void) | undefined;
  chart: { current: EChartsType | null };
  stops?: readonly Stop[] | undefined;
}

/** Below this width, px, a chart is drawn for a phone. */
const NARROW = 560;

/** The words of the tip that stands over the drawing. */
function tipWords(box: HTMLElement): string {
  const tip = box.querySelector(".chart-tip");
  if (!tip) return "";
  const parts = [...tip.querySelectorAll("b, dt, dd")].map((e) => e.textContent?.trim() ?? "");
  return parts.filter(Boolean).join(" ");
}

export function Plot(p: PlotProps) {
  const { alternative, option, height, chart } = p;
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const hint = useId();
  const dark = useDark();
  const [ready, setReady] = useState(false);
  const [narrow, setNarrow] = useState(false);
  const click = useRef(p.onClick);
  click.current = p.onClick;
  useEffect(() => {
    let gone = false;
    const el = box.current!;
    const watch = new ResizeObserver(() => {
      setNarrow(el.clientWidth < NARROW);
      chart.current?.resize();
    });
    void import("./echarts").then(({ init }) => {
      if (gone) return;
      chart.current = init(el, null, { renderer: "canvas" });
      chart.current.on("click", (event) => click.current?.(event as { name?: string }));
      watch.observe(el);
      setNarrow(el.clientWidth < NARROW);
      setReady(true);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, [chart]);
  useEffect(() => {
    if (!ready) return;
    const l = lookNow();
    const drawn = framed(l, option(l, narrow));
    const still = printing() || calm();
    chart.current?.setOption(still ? { ...drawn, animation: false } : drawn, { notMerge: true });
    if (still) chart.current?.getZr().flush(); // paper does not wait for the next frame
  }, [ready, option, narrow, dark, chart]);
  useEffect(() => {
    if (!box.current) return;
    box.current.style.height = `${height}px`;
    chart.current?.resize();
  }, [height, chart]);
  const walk = useWalk(p, box);
  return (
    <div className={`plot-frame${ready ? "" : " waiting"}`}>
      <div ref={box} className="plot" role="application" aria-roledescription={t("chart.role")} aria-label={alternative} aria-describedby={hint} tabIndex={0} onKeyDown={walk.key} onBlur={walk.leave} />
      <span id={hint} className="plot-hint small" aria-hidden="true">{t("chart.keys")}{p.onClick ? ` ${t("chart.enter")}` : ""}</span>
      <span className="only-read" aria-live="polite">{walk.said}</span>
    </div>
  );
}

/** Arrow keys step through the points (or stops), Enter clicks, Escape leaves; what is reached is said. */
function useWalk({ chart, stops, onClick }: PlotProps, box: { current: HTMLDivElement | null }) {
  const { t } = useWords();
  const [said, setSaid] = useState("");
  const place = useRef<[number, number] | null>(null);
  const clear = () => {
    chart.current?.dispatchAction({ type: "downplay" });
    chart.current?.dispatchAction({ type: "hideTip" });
    hideTip();
  };
  const leave = () => {
    if (!place.current) return;
    place.current = null;
    setSaid("");
    clear();
  };
  const light = (stop: Stop) => {
    clear();
    chart.current?.dispatchAction({ type: "highlight", ...stop.light });
    showTip(box.current!, stop.words);
    setSaid(stop.words);
  };
  const series = () => (chart.current?.getOption().series ?? []) as Walked[];
  const show = (spot: { series: number; at: number }, i: number, n: number) => {
    clear();
    chart.current?.dispatchAction({ type: "showTip", seriesIndex: spot.series, dataIndex: spot.at });
    chart.current?.dispatchAction({ type: "highlight", seriesIndex: spot.series, dataIndex: spot.at });
    const name = series()[spot.series]?.name ?? "";
    requestAnimationFrame(() => box.current && setSaid(`${tipWords(box.current)} ${t("chart.point", { series: name, i: i + 1, n })}`));
  };
  const key = (e: KeyboardEvent<HTMLDivElement>) => {
    if (!chart.current || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape") return leave();
    const ways = stops ? [stops.map((_, at) => ({ series: 0, at }))] : waysOf(series());
    const here = place.current;
    if ((e.key === "Enter" || e.key === " ") && here) {
      e.preventDefault();
      const spot = ways[here[0]]?.[here[1]];
      if (spot) onClick?.(stops ? { data: stops[spot.at]!.data } : { dataIndex: spot.at, data: series()[spot.series]?.data?.[spot.at] });
      return;
    }
    const axes = chart.current.getOption().yAxis as { type?: string }[] | undefined;
    const flat = !stops && axes?.[0]?.type === "category" && series().some((s) => s.type === "bar");
    const next = walkedTo(e.key, here, ways, flat);
    if (!next) {
      if (!ways.length && e.key.startsWith("Arrow")) setSaid(t("chart.none"));
      return;
    }
    e.preventDefault();
    place.current = next;
    const spot = ways[next[0]]![next[1]]!;
    if (stops) light(stops[spot.at]!);
    else show(spot, next[1], ways[next[0]]!.length);
  };
  return { said, key, leave };
}
