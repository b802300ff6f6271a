/** A chart with its words: title, text alternative, the same figures as a table, PNG and SVG; arrow keys walk its points. */
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { type ReactNode, useRef, useState } from "react";
import { type Look, lookNow } from "../charts/look";
import { useWords } from "../texts";
import { Icon } from "./Icon";
import { Plot, type PlotProps, type Stop } from "./Plot";
import { save } from "./save";
import { Table, type TableProps } from "./Table";

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
  onClick?: PlotProps["onClick"];
  /** Where the points of the drawing cannot be walked (arcs): what arrow keys step through instead. */
  stops?: readonly Stop[] | undefined;
}

export function Chart<R>(p: ChartProps<R>) {
  const { t } = useWords();
  const [asTable, setAsTable] = useState(false);
  const chart = useRef<EChartsType | null>(null);
  const png = () => {
    const address = chart.current?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: lookNow().paper });
    if (address) save(`${p.file}.png`, bytes(address));
  };
  const svg = async () => {
    const { drawing } = await import("./svg");
    if (chart.current) save(`${p.file}.svg`, new Blob([drawing(chart.current, lookNow().paper)], { type: "image/svg+xml" }));
  };
  return (
    <figure className="chart">
      <figcaption>
        <span className="title">{p.title}</span>
        <span className="row no-print chart-tools">
          {p.aside}
          <span className="row chart-saves">
            <button type="button" className="button plain" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              <Icon name="table" /> {t(asTable ? "as_chart" : "as_table")}
            </button>
            {!asTable && (
              <>
                <button type="button" className="button plain" onClick={png} aria-label={`PNG: ${p.title}`}>
                  <Icon name="download" /> PNG
                </button>
                <button type="button" className="button plain" onClick={() => void svg()} aria-label={`SVG: ${p.title}`}>SVG</button>
              </>
            )}
          </span>
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
