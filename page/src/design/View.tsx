/** The view that is open: its link to copy, and the star that keeps it. */
import { useState } from "react";
import { type Route, useHash } from "../route";
import { useWords } from "../texts";
import { Icon } from "./Icon";
import { drop, keep, useKept, viewOf } from "./keeping";

export function ViewTools({ route, room }: { route: Route; room: string }) {
  const { t } = useWords();
  const [done, setDone] = useState(false);
  const at = viewOf(useHash());
  const kept = useKept().some((k) => k.address === at);
  const copy = () =>
    void navigator.clipboard.writeText(new URL(at, window.location.href).href).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 1600);
    });
  const star = () => {
    if (kept) return drop(at);
    const head = document.querySelector("main h1")?.textContent?.trim() ?? room;
    const more = [...route.query.entries()].filter(([k]) => k !== "lang").map(([, v]) => v.replaceAll("~", " ")).join(" · ").slice(0, 60);
    keep({ address: at, title: `${room}: ${more || head}` });
  };
  return (
    <>
      <button type="button" className="icon-button" aria-label={t("share.copy")} title={t("share.copy")} onClick={copy}><Icon name={done ? "check" : "link"} /></button>
      <span className="only-read" aria-live="polite">{done ? t("share.copied") : ""}</span>
      <button type="button" className={`icon-button star${kept ? " kept" : ""}`} aria-pressed={kept} aria-label={t(kept ? "keep.drop" : "keep.add")} title={t(kept ? "keep.drop" : "keep.add")} onClick={star}><Icon name="star" /></button>
    </>
  );
}

/** The kept views, on the front page. */
export function KeptViews() {
  const { t, lang } = useWords();
  const kept = useKept();
  if (!kept.length) return null;
  const to = (address: string) => `${address}${address.includes("?") ? "&" : "?"}lang=${lang}`;
  return (
    <section className="card kept-views" aria-labelledby="kept">
      <div className="card-head"><h2 id="kept">{t("keep.title")}</h2><span className="small quiet">{t("keep.note")}</span></div>
      <ul>
        {kept.map((k) => (
          <li key={k.address}>
            <a href={to(k.address)}>{k.title}</a>
            <button type="button" className="icon-button" aria-label={t("keep.remove", { name: k.title })} onClick={() => drop(k.address)}><Icon name="cross" /></button>
          </li>
        ))}
      </ul>
    </section>
  );
}
