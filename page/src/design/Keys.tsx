/** Keyboard shortcuts: single keys that can be switched off, and the list of all. */
import { useEffect, useRef, useState } from "react";
import { undo } from "../route";
import { useWords } from "../texts";
import { remember, remembered } from "../theme";
import { Icon } from "./Icon";

const OFF = "bahe-keys-off";

/** Single keys never act while something is typed or a control has the focus that uses them. */
const typing = (at: EventTarget | null): boolean => at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));

export interface Doing {
  room: (n: number) => void;
  speak: () => void;
  shade: () => void;
}

export function Keys({ doing, rooms }: { doing: Doing; rooms: number }) {
  const { t } = useWords();
  const box = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(remembered(OFF) !== "1");
  const now = useRef({ doing, on, rooms });
  now.current = { doing, on, rooms };
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const { doing: d, on: single, rooms: n } = now.current;
      if (!single || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || typing(e.target) || box.current?.open) return;
      if (e.key === "?") box.current?.showModal();
      else if (/^[1-9]$/.test(e.key) && Number(e.key) <= n) d.room(Number(e.key) - 1);
      else if (e.key === "l") d.speak();
      else if (e.key === "d") d.shade();
      else if (e.key === "u") undo();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, []);
  const rows: [string, string][] = [
    [`1 – ${rooms}`, t("keys.rooms")], ["u", t("keys.back")], ["l", t("keys.lang")], ["d", t("keys.theme")], ["?", t("keys.help")],
    ["Tab", t("keys.tab")], ["← ↑ → ↓", t("keys.arrows")], ["Enter", t("keys.enter")], ["Esc", t("keys.escape")],
  ];
  return (
    <>
      <button type="button" className="icon-button keys-button" aria-label={t("keys.open")} title={`${t("keys.open")} (?)`} onClick={() => box.current?.showModal()}>?</button>
      <dialog ref={box} className="keys" aria-labelledby="keys-title">
        <div className="card-head">
          <h2 id="keys-title">{t("keys.title")}</h2>
          <button type="button" className="icon-button" aria-label={t("keys.close")} onClick={() => box.current?.close()}><Icon name="cross" /></button>
        </div>
        <dl>{rows.map(([k, words]) => [<dt key={k}><kbd>{k}</kbd></dt>, <dd key={words}>{words}</dd>])}</dl>
        <label className="row"><input type="checkbox" checked={on} onChange={(e) => (setOn(e.target.checked), remember(OFF, e.target.checked ? "0" : "1"))} /> {t("keys.single")}</label>
      </dialog>
    </>
  );
}
