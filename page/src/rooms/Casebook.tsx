/** Casebook: the front page, the cases, a case as a story, the claims. */
import type { RoomProps } from "../App";
import { Cards } from "../cases/Cards";
import { Claims, ClaimStrip } from "../cases/Claims";
import { Hero } from "../cases/Hero";
import { Story } from "../cases/Story";
import { KeptViews } from "../design/View";
import { address } from "../route";
import { useWords } from "../texts";
import "./Casebook.css";

const DOORS = ["world", "moves", "tug", "table", "assurance", "data"] as const;

export default function Casebook({ route }: RoomProps) {
  if (route.rest === "claims") return <Claims />;
  return route.rest ? <Story key={route.rest} name={route.rest} query={route.query} /> : <Front />;
}

function Front() {
  const { t, lang } = useWords();
  return (
    <div className="stack front">
      <Hero />
      <ul className="doors" aria-label={t("casebook.doors")}>
        {DOORS.map((room) => (
          <li key={room}>
            <a href={address(room, "", { lang })}>
              <b>{t(`room.${room}`)}</b>
              <span>{t(`door.${room}`)}</span>
            </a>
          </li>
        ))}
      </ul>
      <KeptViews />
      <Cards />
      <ClaimStrip />
    </div>
  );
}
