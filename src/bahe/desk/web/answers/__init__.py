"""What the verbs answer: one model a verb, of the document that `bahe VERB --json` prints.

    from bahe.desk.web.answers import answers
    answers()["shock"]              # ShockAnswer; a union where the form of the question decides

The models serve the OpenAPI document and the tests. The server sends kept bytes as they are: it reads no model to answer.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def answers() -> dict[str, Any]:
    """Verb -> model of its answer, or union of models."""
    from bahe.desk.web.answers import (
        assure,
        case,
        deal,
        depend,
        ensemble,
        judge,
        leverage,
        run,
        shock,
        talks,
        threat,
        tug,
        verdicts,
        war,
        world,
    )

    return {
        "shock": shock.ShockAnswer, "run": run.RunAnswer, "depend": depend.DependAnswers, "leverage": leverage.LeverageAnswer,
        "war": war.WarAnswer, "deal": deal.DealAnswers, "threat": threat.ThreatAnswer, "tug": tug.TugAnswers,
        "talks": talks.TalksAnswers, "assure": assure.AssureAnswer, "world": world.WorldAnswers, "ensemble": ensemble.EnsembleAnswers,
        "case": case.CaseAnswers, "judge": judge.JudgeAnswers, "verdicts": verdicts.VerdictsAnswer,
    }  # fmt: skip
