"""The certificate of an equilibrium of the control game: why its values can be believed, and when they cannot."""

from __future__ import annotations

from dataclasses import dataclass

#: What moves by more than this part from the next coarser grid is called rough, in every table and answer.
ROUGH = 0.01


@dataclass(frozen=True)
class Certificate:
    """Why the values can be believed; all in market-years.

    residual        largest change of any value in one more sweep;  bound: residual / (1 - discount)
    deviation[p]    most that a player gains at any state by another action for a year, choice costs counted: zero but for rounding
    regret[p]       the same with choice costs left out: never above choice_cost ln(number of actions)
    moved[p]        largest change of a value from the next coarser grid, as a part of the largest value; None without one
    moved_at_start[p]   the same at the starting state
    """

    residual: float
    bound: float
    deviation: tuple[float, float]
    regret: tuple[float, float]
    moved: tuple[float, float] | None = None
    moved_at_start: tuple[float, float] | None = None
    coarser: tuple[int, int, int] | None = None

    @property
    def rough(self) -> bool:
        """True where some value moves by more than 1 % from the next coarser grid, or where nobody looked: say so beside every figure."""
        return self.moved is None or max(self.moved) > ROUGH

    def said(self, lang: str = "en") -> str:
        """The certificate of refinement as a sentence, to stand beside every figure of the play."""
        zh = lang == "zh"
        if self.moved is None or self.coarser is None:
            return (
                "未与次粗网格比较：数值没有网格凭证。"
                if zh
                else "No coarser grid was solved: values carry no certificate of the grid."
            )
        worst, grid = f"{100 * max(self.moved):.1f} %", " x ".join(map(str, self.coarser))
        if zh:
            return f"与 {grid} 网格相比，数值变动至多 {worst}{'，超过 1 %：末位数字不可靠' if self.rough else ''}。"
        warning = ", more than 1 %: their last digits are not to be trusted" if self.rough else ""
        return f"Values move by at most {worst} from the grid of {grid}{warning}."
