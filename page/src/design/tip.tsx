/** One tip for the whole page: shown on hover and on focus, gone with Escape. */
import { type FocusEvent, type MouseEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";

interface Shown {
  x: number;
  y: number;
  below: number;
  words: ReactNode;
  /** What the words belong to; none for a point of a map. */
  anchor?: Element;
}

let shown: Shown | null = null;
const told = new Set<() => void>();
const tell = () => told.forEach((f) => f());

export function showTip(at: Element, words: ReactNode): void {
  const box = at.getBoundingClientRect();
  shown = { x: box.left + box.width / 2, y: box.top, below: box.bottom, words, anchor: at };
  tell();
}

/** At a point of the window, for maps and drawings. */
export function showTipAt(x: number, y: number, words: ReactNode): void {
  shown = { x, y: y - 6, below: y + 14, words };
  tell();
}

export function hideTip(): void {
  if (shown) {
    shown = null;
    tell();
  }
}

/** What has the focus keeps its tip when the page scrolls to it; everything else loses it. */
function scrolled(): void {
  if (shown?.anchor && shown.anchor === document.activeElement) showTip(shown.anchor, shown.words);
  else hideTip();
}

/** Handlers that show `words` on hover and on focus. */
export function tipped(words: () => ReactNode) {
  return {
    onMouseEnter: (e: MouseEvent) => showTip(e.currentTarget, words()),
    onMouseLeave: hideTip,
    onFocus: (e: FocusEvent) => showTip(e.currentTarget, words()),
    onBlur: hideTip,
  };
}

const listen = (f: () => void) => {
  told.add(f);
  return () => told.delete(f);
};

/** Stands once in the shell. */
export function TipLayer() {
  const now = useSyncExternalStore(listen, () => shown);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const el = box.current;
    if (!el || !now) return;
    const { width, height } = el.getBoundingClientRect();
    const left = Math.min(Math.max(8, now.x - width / 2), window.innerWidth - width - 8);
    el.style.left = `${left}px`;
    el.style.top = `${now.y - height - 8 > 4 ? now.y - height - 8 : now.below + 8}px`;
  }, [now]);
  useEffect(() => {
    const key = (e: KeyboardEvent) => e.key === "Escape" && hideTip();
    window.addEventListener("keydown", key);
    window.addEventListener("scroll", scrolled, true);
    window.addEventListener("hashchange", hideTip);
    return () => {
      window.removeEventListener("keydown", key);
      window.removeEventListener("scroll", scrolled, true);
      window.removeEventListener("hashchange", hideTip);
    };
  }, []);
  return now ? (
    <div ref={box} className="tip" role="tooltip">
      {now.words}
    </div>
  ) : null;
}
