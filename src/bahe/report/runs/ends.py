"""How the solves of a run ended, for its page: all of them, and a verdict where there was no equilibrium."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from bahe.numerics.info import Outcome
from bahe.report.runs.digest import outcome_name
from bahe.report.runs.told import Told, clean
from bahe.report.wording.numbers import RAISED, THIN, plain


class Ends(Told):
    """Outcomes, iterations, residuals and seconds; what was tried and what to do."""

    def solves(self) -> dict[str, Any]:
        """How every solve ended: by variant and horizon, and one by one."""
        s = self.d.run.solves
        names = [outcome_name(o) for o in s["outcome"]]
        good = sum(n == "converged" for n in names)
        each = [
            {
                "variant": clean(self.labels.variant(str(v))), "horizon": self.labels.horizon(str(h)),
                "set": clean(self.labels.elasticities(str(e))),
                "ok": n == "converged", "outcome": clean(self.labels.outcome(n)), "iterations": _whole(i), "residual": _tiny(r, self.lang),
                "seconds": plain(_float(sec), 3, self.lang), "method": clean(str(m)),
            }
            for v, h, e, n, i, r, sec, m in zip(
                s["variant"], s["horizon"], s["elasticities"], names, s["iterations"], s["residual"], s["seconds"], s["method"], strict=True
            )
        ]  # fmt: skip
        groups: dict[tuple[str, str], list[int]] = {}
        for i, pair in enumerate(zip(s["variant"].astype(str), s["horizon"].astype(str), strict=True)):
            groups.setdefault(pair, []).append(i)
        rows = []
        for (v, h), places in groups.items():
            part = s.iloc[places]
            off = [names[i] for i in places if names[i] != "converged"]
            rows.append({
                "variant": clean(self.labels.variant(v)), "horizon": self.labels.horizon(h), "n": len(places),
                "ok": len(places) - len(off), "ended": [clean(self.labels.outcome(e)) for e in sorted(set(off))],
                "iterations": _span(part["iterations"]), "residual": _tiny(part["residual"].max(), self.lang),
                "seconds": plain(_float(part["seconds"].sum()), 2, self.lang),
            })  # fmt: skip
        key = "solves_all" if good == len(names) else "solves_some"
        return {"line": self.words(key, n=len(names), k=good), "rows": rows, "each": each, "all": good == len(names)}

    def verdicts(self) -> list[dict[str, Any]]:
        """One row a variant and horizon with solves that gave no equilibrium: the verdict, what was tried, what to do."""
        s = self.d.run.solves
        rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in s.assign(outcome=[outcome_name(o) for o in s["outcome"]]).to_dict("records"):
            solve = {str(k): x for k, x in row.items()}
            rows.setdefault((str(row["variant"]), str(row["horizon"])), []).append(solve)
        return [self.verdict(*key, solves) for key, solves in rows.items() if any(map(_failed, solves))]

    def verdict(self, variant: str, horizon: str, solves: list[dict[str, Any]]) -> dict[str, Any]:
        """The verdict on one variant at one horizon."""
        off = [r for r in solves if _failed(r)]
        told = {str(r.get("advice") or "") for r in off} - {"", *(o.value for o in Outcome)}
        outcomes = sorted({str(r["outcome"]) for r in off})
        iterations, residuals = [r["iterations"] for r in off], [_float(r["residual"]) for r in off]
        known, seconds = [x for x in residuals if x is not None], sum(_float(r["seconds"]) or 0.0 for r in off)
        facts = (
            self.words("verdict_iterations", n=_span(iterations)) if _span(iterations) != "–" else "",
            self.words("verdict_residual", x=_tiny(max(known), self.lang)) if known else "",
            self.words("verdict_seconds", x=plain(seconds, 1, self.lang)) if seconds > 0 else "",
        )
        remedy = self.words("do_infeasible" if outcomes == [Outcome.infeasible.name] else "do_unconverged")
        if any(0 < dose < 1 for dose in _doses(off)):
            remedy += self.gap + self.words("do_share")
        return {
            "variant": clean(self.labels.variant(variant)),
            "horizon": self.labels.horizon(horizon),
            "ended": [clean(self.labels.outcome(o)) for o in outcomes],
            "count": self.words("verdict_count", k=len(off), n=len(solves)),
            "tried": clean(self.tried(off)),
            "facts": self.words("figures_join").join(x for x in facts if x),
            "remedy": remedy,
            "details": [clean(x) for x in sorted(told)],
        }

    def tried(self, solves: list[dict[str, Any]]) -> str:
        """What the solver did before it gave up, in words; how far the path of the shock went."""
        methods = {str(r["method"]) if isinstance(r["method"], str) else "" for r in solves}
        doses = [x for x in _doses(solves) if x < 1]
        share = "–".join(dict.fromkeys(f"{100 * x:.0f}" for x in (doses[:1] + doses[-1:])))
        parts = [
            self.words("tried_base") if "base" in methods else "",
            self.words("tried_nothing") if "" in methods else "",
            self.words("tried_path") if "homotopy" in methods else "",
            *(self.words("tried_method", method=m) for m in sorted(methods - {"", "base", "homotopy"})),
            self.words("tried_share", share=share) if doses else "",
        ]
        return self.gap.join(p for p in parts if p)


def _failed(solve: Mapping[str, Any]) -> bool:
    return bool(solve["outcome"] != Outcome.converged.name)


def _doses(solves: list[dict[str, Any]]) -> list[float]:
    """Shares of the shock that were reached, rising; solves that state none are left out."""
    return sorted(x for r in solves if (x := _float(r.get("dose"))) is not None)


def _float(x: Any) -> float | None:
    try:
        value = float(x)
    except (TypeError, ValueError):
        return None
    return value if isfinite(value) else None


def _whole(x: Any) -> str:
    value = _float(x)
    return "–" if value is None else f"{value:.0f}"


def _span(values: Any) -> str:
    known = [float(v) for v in values if _float(v) is not None]
    if not known:
        return "–"
    low, high = min(known), max(known)
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"


def _tiny(x: Any, lang: str) -> str:
    """A residual as `3.1 × 10⁻¹¹`."""
    value = _float(x)
    if value is None:
        return plain(None, 0, lang)
    if value == 0:
        return "0"
    mantissa, _, power = f"{value:.1e}".partition("e")
    raised = str(int(power)).translate(RAISED)
    return f"{mantissa}{THIN}×{THIN}10{raised}"
