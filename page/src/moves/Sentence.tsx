/** A shock in a sentence. */
import { useState } from "react";
import { useMeta, useNames } from "../api/names";
import { Icon } from "../design/Icon";
import { useWords } from "../texts";
import type { Move } from "./grammar";
import { understood, type Unread, type Wrong } from "./sentence";

export function Sentence({ onMoves }: { onMoves: (moves: Move[]) => void }) {
  const { t } = useWords();
  const { data: meta } = useMeta();
  const [words, setWords] = useState("");
  const [unread, setUnread] = useState<Unread[]>([]);
  const send = () => {
    if (!meta || !words.trim()) return;
    const found = understood(words, meta);
    setUnread(found.unread);
    if (found.moves.length) onMoves(found.moves);
    if (!found.unread.length) setWords("");
    else if (found.moves.length) setWords(clausesOf(found.unread));
  };
  return (
    <form className="sentence" onSubmit={(e) => (e.preventDefault(), send())}>
      <label className="field">
        <span className="name">{t("moves.sentence")}</span>
        <textarea rows={2} value={words} placeholder={t("moves.example")} aria-invalid={unread.length > 0} aria-describedby="sentence-help"
          onChange={(e) => (setWords(e.target.value), setUnread([]))} onKeyDown={(e) => e.key === "Enter" && !e.shiftKey && !e.nativeEvent.isComposing && (e.preventDefault(), send())} />
      </label>
      <div className="row spread">
        <span id="sentence-help" className="hint small quiet">{t("moves.sentence_help")}</span>
        <button type="submit" className="button main" disabled={!words.trim() || !meta}>
          <Icon name="plus" /> {t("moves.add")}
        </button>
      </div>
      {unread.length > 0 && <Unreadable of={unread} />}
    </form>
  );
}

/** Sentences that are understood, one a kind. */
export const LIKE = ["moves.example", "moves.like.1", "moves.like.2", "moves.like.3"] as const;

const clausesOf = (unread: readonly Unread[]): string => unread.map((u) => u.clause).join("; ");

/** What was not understood: the name that is not known and those near it, or else how it can be said. */
function Unreadable({ of: unread }: { of: readonly Unread[] }) {
  const { t } = useWords();
  const strange = unread.filter((u) => !u.wrong);
  return (
    <div className="fault" role="alert">
      {unread.map((u) => u.wrong && <p key={u.clause}><Stranger of={u.wrong} words={u.clause} /></p>)}
      {strange.length > 0 && (
        <>
          <p>{t("moves.unread", { words: clausesOf(strange) })}</p>
          <ul className="small">{LIKE.map((key) => <li key={key}>{t(key)}</li>)}</ul>
        </>
      )}
    </div>
  );
}

function Stranger({ of: wrong, words }: { of: Wrong; words: string }) {
  const { t } = useWords();
  const name = useNames();
  const near = wrong.near.map((code) => (name(code) === code ? code : `${name(code)} (${code})`));
  return (
    <>
      {t(wrong.kind === "who" ? "moves.unknown_who" : "moves.unknown_what", { words, name: wrong.name })}{" "}
      {near.length > 0 ? t("moves.near", { names: near.join(t("moves.near_or")) }) : t(wrong.kind === "who" ? "moves.any_who" : "moves.any_what")}
    </>
  );
}
