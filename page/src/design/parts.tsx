/** Small parts: choices, sliders, copy, empty states, faults, progress. Each is operable by keyboard and says what it is. */
import { type ReactNode, useId, useState } from "react";
import { type Fault as FaultValue, faultIn } from "../api/client";
import type { Asked, Loaded } from "../api/hooks";
import { useWords } from "../texts";
import { Icon, type IconName } from "./Icon";

export function Card({ title, aside, children, className = "" }: { title?: string; aside?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`card ${className}`}>
      {(title || aside) && (
        <div className="card-head">
          {title && <h2>{title}</h2>}
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

export interface Option<T extends string> {
  value: T;
  label: string;
  hint?: string;
}

/** One of a few, side by side. */
export function Choice<T extends string>(p: { label: string; value: T; options: readonly Option<T>[]; onChange: (to: T) => void }) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend className="only-read">{p.label}</legend>
      {p.options.map((o) => (
        <label key={o.value} title={o.hint}>
          <input type="radio" name={name} checked={o.value === p.value} onChange={() => p.onChange(o.value)} />
          <span>{o.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** One of many. */
export function Select<T extends string>(p: { label: string; value: T; options: readonly Option<T>[]; onChange: (to: T) => void; hint?: string }) {
  return (
    <label className="field">
      <span className="name">{p.label}</span>
      <select value={p.value} onChange={(e) => p.onChange(e.target.value as T)}>
        {p.options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
      {p.hint && <span className="hint">{p.hint}</span>}
    </label>
  );
}

export interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  show: (value: number) => string;
  onChange: (value: number) => void;
  /** Told when the hand lets go: the moment for the exact answer. */
  onSettle?: (value: number) => void;
}

export function Slider(p: SliderProps) {
  const id = useId();
  const settle = () => p.onSettle?.(p.value);
  return (
    <div className="slider">
      <label className="name" htmlFor={id}>
        {p.label}
      </label>
      <output htmlFor={id}>{p.show(p.value)}</output>
      <input id={id} type="range" min={p.min} max={p.max} step={p.step} value={p.value} aria-valuetext={p.show(p.value)}
        onChange={(e) => p.onChange(Number(e.target.value))} onPointerUp={settle} onKeyUp={settle} />
    </div>
  );
}

export function CopyButton({ words, label, text }: { words: string; label?: string; text?: string }) {
  const { t } = useWords();
  const [done, setDone] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(words).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 1600);
    });
  return (
    <button type="button" className="button copy no-print" onClick={copy} aria-label={`${text ?? t("copy")}${label ? `: ${label}` : ""}`}>
      <Icon name={done ? "check" : "copy"} /> <span aria-live="polite">{done ? t("copied") : (text ?? t("copy"))}</span>
    </button>
  );
}

/** Never a blank: a sentence that says what to do, and the button that does it. */
export function Empty({ children, icon = "rope", action }: { children: ReactNode; icon?: IconName; action?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <p>{children}</p>
      {action}
    </div>
  );
}

/** An error in words: what, where, what is allowed, what to do. */
export function Fault({ fault, again }: { fault: FaultValue; again?: () => void }) {
  const { t, maybe, lang } = useWords();
  const { field, place } = fault.body;
  const { sentence, found, allowed, remedy } = faultIn(lang, fault.body);
  const rows: [string, string | null | undefined][] = [
    [t("fault.field"), field],
    [t("fault.found"), found],
    [t("fault.allowed"), allowed === null || allowed === undefined || typeof allowed === "string" ? (allowed as string) : allowed.join(", ")],
    [t("fault.remedy"), remedy],
  ];
  return (
    <div className="fault" role="alert">
      <p>{sentence || maybe(`fault.at.${place}`, t("fault.unknown"))}</p>
      <dl>
        {rows.filter(([, v]) => v).map(([k, v]) => [<dt key={k}>{k}</dt>, <dd key={`${k}v`}>{v}</dd>])}
      </dl>
      {again && (
        <button type="button" className="button" onClick={again}>
          {t("again")}
        </button>
      )}
    </div>
  );
}

/** How far a question is, and the way to take it back. `slim`: over what still stands, so that nothing jumps. */
export function Progress({ asked, slim = false }: { asked: Pick<Asked<unknown>, "progress" | "cancel">; slim?: boolean }) {
  const { t, of, maybe } = useWords();
  const share = asked.progress?.progress;
  const said = of(asked.progress?.said);
  return (
    <div className={`progress${slim ? " slim" : ""}`} role="status">
      <span>{maybe(`horizon.${said}`, said) || t("working")}</span>
      <progress aria-label={t("progress")} max={1} {...(typeof share === "number" ? { value: share } : {})} />
      <button type="button" className="button" onClick={asked.cancel}>
        <Icon name="cross" /> {t("cancel")}
      </button>
    </div>
  );
}

/** The shape of what is to come. */
export function Skeleton({ rows = 1 }: { rows?: number }) {
  return (
    <div className="skeletons" aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => <div key={i} className="skeleton" />)}
    </div>
  );
}

/** A question was taken back: said, with the way to ask it again. */
export function TakenBack({ again }: { again: () => void }) {
  const { t } = useWords();
  return (
    <div role="status">
      <Empty icon="cross" action={<button type="button" className="button main" onClick={again}>{t("again")}</button>}>{t("cancelled")}</Empty>
    </div>
  );
}

const asks = <T,>(x: Loaded<T> | Asked<T>): x is Asked<T> => "cancel" in x;

/** The states of an answer: fault, progress with cancel, or its contents (the last ones, faded, while the next is under way). */
export function Answer<T>({ of, children }: { of: Loaded<T> | Asked<T>; children: (data: T) => ReactNode }) {
  const { t } = useWords();
  if (of.fault) return <Fault fault={of.fault} {...(asks(of) ? { again: of.again } : {})} />;
  const over = asks(of);
  if (over && of.cancelled && !of.loading && of.data === undefined) return <TakenBack again={of.again} />;
  if (of.data === undefined)
    return of.loading ? (
      <>
        {over ? <Progress asked={of} /> : <p role="status" className="quiet">{t("working")}</p>}
        <Skeleton rows={2} />
      </>
    ) : null;
  return (
    <>
      {over && of.loading && <Progress asked={of} slim />}
      {over && of.cancelled && !of.loading && <div className="notice row spread" role="status"><p>{t("cancelled_kept")}</p><button type="button" className="button" onClick={of.again}>{t("again")}</button></div>}
      <div className={`stack${of.loading ? " busy" : ""}`} aria-busy={of.loading}>{children(of.data)}</div>
    </>
  );
}

/** Findings in sentences, one a line; a figure keeps its unit beside it. */
export function Sentences({ of: list }: { of: readonly string[] }) {
  return <ul className="sentences">{list.map((s) => <li key={s}>{s.replaceAll(" %", "\u00a0%").replace(/([<>≥≤]) (?=\d)/g, "$1\u00a0")}</li>)}</ul>;
}
