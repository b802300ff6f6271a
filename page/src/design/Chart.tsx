/** A chart with its words: title, text alternative, the same figures as a table, PNG and CSV. */
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Look, lookNow } from "../charts/look";
import { useWords } from "../texts";
import { useDark } from "../theme";
import { Icon } from "./Icon";
import { save } from "./save";
import { Table, type TableProps } from "./Table";

/** What all charts share: type, tip, axes. */
export function framed(l: Look, option: EChartsCoreOption): EChartsCoreOption {
  const tooltip = {
    confine: true, backgroundColor: l.raised, borderColor: l.rule, textStyle: { color: l.ink, fontFamily: l.sans, fontSize: 13 },
    ...(option.tooltip as object | undefined),
  };
  return { animationDuration: 350, color: [...l.c], backgroundColor: "transparent", textStyle: { fontFamily: l.sans, color: l.ink }, ...option, tooltip };
}

export interface ChartProps<R> {
  title: string;
  /** The figure in a sentence, for those who do not see it. */
  alternative: string;
  option: (l: Look, narrow: boolean) => EChartsCoreOption;
  table: Omit<TableProps<R>, "caption" | "file">;
  file: string;
  height: number;
  note?: ReactNode;
  aside?: ReactNode;
  onClick?: (event: { name?: string; dataIndex?: number; seriesName?: string; data?: unknown }) => void;
}

export function Chart<R>(p: ChartProps<R>) {
  const { t } = useWords();
  const [asTable, setAsTable] = useState(false);
  const chart = useRef<EChartsType | null>(null);
  const png = () => {
    const address = chart.current?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: lookNow().paper });
    if (address) save(`${p.file}.png`, bytes(address));
  };
  return (
    <figure className="chart">
      <figcaption>
        <span className="title">{p.title}</span>
        <span className="row no-print">
          {p.aside}
          <button type="button" className="button plain" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            <Icon name="table" /> {t(asTable ? "as_chart" : "as_table")}
          </button>
          {!asTable && (
            <button type="button" className="button plain" onClick={png} aria-label={`PNG: ${p.title}`}>
              <Icon name="download" /> PNG
            </button>
          )}
        </span>
      </figcaption>
      {asTable ? <Table {...p.table} caption={p.title} file={p.file} /> : <Plot {...p} chart={chart} />}
      {p.note && <p className="note">{p.note}</p>}
    </figure>
  );
}

function bytes(address: string): Blob {
  const raw = atob(address.split(",")[1] ?? "");
  return new Blob([Uint8Array.from(raw, (c) => c.charCodeAt(0))], { type: "image/png" });
}

interface PlotProps {
  alternative: string;
  option: (l: Look, narrow: boolean) => EChartsCoreOption;
  height: number;
  onClick?: ChartProps<unknown>["onClick"];
  chart: { current: EChartsType | null };
}

/** The drawing alone; `chart` gives a hold on it. */
export function Plot({ alternative, option, height, onClick, chart }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const dark = useDark();
  const [ready, setReady] = useState(false);
  const click = useRef(onClick);
  click.current = onClick;
  useEffect(() => {
    let gone = false;
    const el = box.current!;
    const watch = new ResizeObserver(() => chart.current?.resize());
    void import("./echarts").then(({ init }) => {
      if (gone) return;
      chart.current = init(el, null, { renderer: "canvas" });
      chart.current.on("click", (event) => click.current?.(event as { name?: string }));
      watch.observe(el);
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
    chart.current?.setOption(framed(l, option(l, box.current!.clientWidth < 560)), { notMerge: true });
  }, [ready, option, dark, chart]);
  useEffect(() => {
    if (!box.current) return;
    box.current.style.height = `${height}px`;
    chart.current?.resize();
  }, [height, chart]);
  return <div ref={box} className="plot" role="img" aria-label={alternative} tabIndex={0} />;
}
