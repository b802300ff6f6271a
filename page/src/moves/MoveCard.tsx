/** One move: who does what to whom, a slider for its size, the full form behind it. */
import { useState } from "react";
import { useNames } from "../api/names";
import { Icon } from "../design/Icon";
import { useWords } from "../texts";
import { Dial, MoveForm, useInstruments } from "./form";
import type { Move } from "./grammar";

interface Props {
  move: Move;
  onChange: (move: Move, settled: boolean) => void;
  onRemove: () => void;
}

/** `United States on China, Computers` in the words of the language. */
export function useMoveWords(): (m: Move) => string {
  const { t, maybe } = useWords();
  const name = useNames();
  const list = (codes: readonly string[] | undefined) => (codes ?? []).map((c) => maybe(`group.${c}`, name(c))).join(t("list.comma"));
  return (m) => {
    const target = list(m.on ?? m.to);
    const what = m.sectors?.length ? list(m.sectors) : "";
    return [list(m.by ?? m.of), target && `→ ${target}`, what && `· ${what}`].filter(Boolean).join(" ");
  };
}

export function MoveCard({ move, onChange, onRemove }: Props) {
  const { t, maybe } = useWords();
  const words = useMoveWords();
  const definition = useInstruments()[move.instrument];
  const [open, setOpen] = useState(false);
  return (
    <li className="move">
      <div className="move-head">
        <div>
          <span className="move-kind">{maybe(`instrument.${move.instrument}`, move.instrument)}</span>
          <span className="move-who">{words(move)}</span>
        </div>
        <button type="button" className="icon-button" aria-label={t("moves.remove", { move: words(move) })} onClick={onRemove}>
          <Icon name="cross" />
        </button>
      </div>
      <Dial move={move} onChange={(m) => onChange(m, false)} onSettle={() => onChange(move, true)} />
      <details className="more" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>{t("moves.details")}</summary>
        {open && <MoveForm move={move} definition={definition} onChange={(m) => onChange(m, true)} />}
      </details>
    </li>
  );
}
