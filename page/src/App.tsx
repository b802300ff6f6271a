/** The shell: skip link, seven rooms, language, light and dark, the one tip, the foot. */
import { type ComponentType, lazy, Suspense, useEffect, useMemo, useRef } from "react";
import { useApi } from "./api/hooks";
import type { Meta } from "./api/types";
import { Boundary } from "./design/Boundary";
import { Icon } from "./design/Icon";
import { Keys } from "./design/Keys";
import { TipLayer } from "./design/tip";
import { ViewTools } from "./design/View";
import { address, change, go, type Route, useRoute } from "./route";
import { type Lang, useWords, wordsOf, WordsContext } from "./texts";
import { remember, remembered, setTheme, useDark } from "./theme";

export interface RoomProps {
  route: Route;
}

/** The rooms in their order; `rooms/NAME.tsx` is loaded when it is entered. */
export const ROOMS = ["casebook", "world", "moves", "tug", "table", "assurance", "data"] as const;
type Room = (typeof ROOMS)[number];

const files = import.meta.glob<{ default: ComponentType<RoomProps> }>("./rooms/*.tsx");
const pages = Object.fromEntries(
  ROOMS.map((room) => {
    const load = files[`./rooms/${room[0]!.toUpperCase()}${room.slice(1)}.tsx`];
    return [room, load ? lazy(load) : null];
  }),
) as Record<Room, ComponentType<RoomProps> | null>;

function language(route: Route): Lang {
  const said = route.query.get("lang") ?? remembered("bahe-lang") ?? navigator.language;
  return said.startsWith("zh") ? "zh" : "en";
}

export function App() {
  const route = useRoute();
  const lang = language(route);
  const words = useMemo(() => wordsOf(lang), [lang]);
  const room = (ROOMS as readonly string[]).includes(route.room) ? (route.room as Room) : "casebook";
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
    document.title = `${words.maybe(`room.${room}`, room)} · bahe 拔河`;
  }, [lang, room, words]);
  return (
    <WordsContext value={words}>
      <a className="skip" href="#main" onClick={(e) => (e.preventDefault(), document.getElementById("main")?.focus())}>
        {words.t("skip")}
      </a>
      <Top room={room} lang={lang} route={route} />
      <Main room={room} route={route} />
      <Foot />
      <TipLayer />
    </WordsContext>
  );
}

function Top({ room, lang, route }: { room: Room; lang: Lang; route: Route }) {
  const { t, maybe } = useWords();
  const dark = useDark();
  const other: Lang = lang === "zh" ? "en" : "zh";
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const link = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (link && list.current) list.current.scrollLeft = link.offsetLeft - list.current.offsetLeft - 60;
  }, [room, lang]);
  const shade = () => setTheme(dark ? "light" : "dark");
  const speak = () => {
    remember("bahe-lang", other);
    change({ lang: other }, false);
  };
  return (
    <header className="top">
      <div className="top-row">
        <a className="brand" href={address("casebook", "", { lang })} title={t("home")}>
          <Logo /> bahe <span lang="zh-Hans">拔河</span>
        </a>
        <nav aria-label={t("rooms")}>
          <ul className="rooms" ref={list}>
            {ROOMS.map((name) => (
              <li key={name}>
                <a href={address(name, "", { lang })} aria-current={name === room ? "page" : undefined}>
                  {maybe(`room.${name}`, name)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="tools">
          <ViewTools route={route} room={maybe(`room.${room}`, room)} />
          <button type="button" className="icon-button" lang={other === "zh" ? "zh-Hans" : "en"} onClick={speak} aria-label={`${other === "zh" ? "中" : "EN"}: ${t("other_language")}`}>
            {other === "zh" ? "中" : "EN"}
          </button>
          <button type="button" className="icon-button" onClick={shade} aria-label={t(dark ? "theme.light" : "theme.dark")}>
            <Icon name={dark ? "sun" : "moon"} />
          </button>
          <Keys rooms={ROOMS.length} doing={{ room: (n) => go(address(ROOMS[n]!, "", { lang })), speak, shade }} />
        </div>
      </div>
    </header>
  );
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path d="M3 17c4-3 7-3 10 0s9 3 16-1" fill="none" stroke="var(--loss)" strokeWidth="3.2" strokeLinecap="round" />
      <path d="M16 13.5v13l6-4-6-3.6" fill="var(--gain)" />
      <circle cx="16" cy="17.6" r="3" fill="currentColor" />
    </svg>
  );
}

function Main({ room, route }: { room: Room; route: Route }) {
  const { t } = useWords();
  const main = useRef<HTMLElement>(null);
  const place = `${room}/${route.rest}`;
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [place]);
  const Page = pages[room];
  return (
    <main id="main" className={`room ${room}`} tabIndex={-1} ref={main}>
      <Boundary key={place} words={t("broken")}>
        <Suspense fallback={<p className="quiet" role="status">{t("working")}</p>}>{Page && <Page route={route} />}</Suspense>
      </Boundary>
    </main>
  );
}

function Foot() {
  const { t, of } = useWords();
  const { data } = useApi<Meta>("meta", true);
  return (
    <footer className="foot">
      <div>
        <p>{t("foot.offline")}</p>
        {data && <p>{of(data.disclaimer)}</p>}
        {data && <p>{t("foot.version", { version: data.version })}</p>}
      </div>
    </footer>
  );
}
