/** A shock in a sentence. */
import { useState } from "react";
import { useMeta } from "../api/names";
import { Icon } from "../design/Icon";
import { useWords } from "../texts";
import type { Move } from "./grammar";
import { understood } from "./sentence";

export function Sentence({ onMoves }: { onMoves: (moves: Move[]) => void }) {
  const { t } = useWords();
  const { data: meta } = useMeta();
  const [words, setWords] = useState("");
  const [unread, setUnread] = useState<string[]>([]);
  const send = () => {
    if (!meta || !words.trim()) return;
    const found = understood(words, meta);
    setUnread(found.unread);
    if (found.moves.length) onMoves(found.moves);
    if (!found.unread.length) setWords("");
    else if (found.moves.length) setWords(found.unread.join("; "));
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
      {unread.length > 0 && (
        <div className="fault" role="alert">
          <p>{t("moves.unread", { words: unread.join("; ") })}</p>
          <p className="small">{t("moves.example")}</p>
        </div>
      )}
    </form>
  );
}
