/** Figures of the report of a stored result, drawn by the library; asked for when opened. */
import { useEffect, useState } from "react";
import { at, Fault as FaultError, get } from "../api/client";
import { Fault } from "../design/parts";
import { Icon } from "../design/Icon";
import { useWords } from "../texts";

interface Figures {
  figures?: { name: string; title: string }[];
  report?: string | null;
  pdf?: string | null;
  said?: string;
  said_zh?: string;
  state?: string;
}

/** Asks until the report is made. */
function useFigures(id: string | undefined, lang: string) {
  const [now, set] = useState<{ figures?: Figures; fault?: FaultError; said?: string }>({});
  useEffect(() => {
    if (!id) return;
    const stop = new AbortController();
    const send = (tries: number): Promise<void> =>
      get<Figures>(`results/${id}/figures?lang=${lang}`, stop.signal).then((found) => {
        if (found.figures) return set({ figures: found });
        set({ said: (lang === "zh" ? found.said_zh : found.said) ?? "" });
        if (tries > 0) setTimeout(() => !stop.signal.aborted && void send(tries - 1), 1200);
      }).catch((reason: unknown) => { if (reason instanceof FaultError) set({ fault: reason }); });
    set({});
    void send(200);
    return () => stop.abort();
  }, [id, lang]);
  return now;
}

export function ReportFigures({ id, most }: { id: string | undefined; most: number }) {
  const { t, lang } = useWords();
  const { figures, fault, said } = useFigures(id, lang);
  const [all, setAll] = useState(false);
  if (fault) return <Fault fault={fault} />;
  if (!figures) return <p role="status" className="quiet">{said ? t("casebook.solving", { what: said }) : t("casebook.drawing")}</p>;
  const drawn = (figures.figures ?? []).filter((f) => !f.name.includes("legend"));
  const shown = all ? drawn : drawn.slice(0, most);
  return (
    <div className="stack">
      {shown.map((f) => (
        <figure key={f.name} className="report-figure">
          <figcaption>{f.title}</figcaption>
          <img loading="lazy" alt={f.title} src={at(`results/${id}/figures/${encodeURIComponent(f.name)}.svg?lang=${lang}`)} />
        </figure>
      ))}
      <div className="row no-print">
        {drawn.length > most && !all && <button type="button" className="button" onClick={() => setAll(true)}>{t("casebook.more_figures", { n: drawn.length - most })}</button>}
        {figures.report && <a className="button" href={figures.report.replace(/^\//, "./")} download><Icon name="download" /> {t("casebook.report")}</a>}
        {figures.pdf && <a className="button" href={figures.pdf.replace(/^\//, "./")} download><Icon name="download" /> {t("casebook.report_pdf")}</a>}
      </div>
    </div>
  );
}
