/** The drawing of a chart as an SVG file: drawn anew by ECharts' own writer, never put into the page. */
import type { EChartsType } from "echarts/core";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { init } from "./echarts";

use([SVGRenderer]);

export function drawing(chart: EChartsType, paper: string): string {
  const copy = init(null, null, { renderer: "svg", ssr: true, width: chart.getWidth(), height: chart.getHeight() });
  copy.setOption({ ...chart.getOption(), animation: false, backgroundColor: paper });
  const said = copy.renderToSVGString();
  copy.dispose();
  return said;
}
