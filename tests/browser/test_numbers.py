"""Every number of the page shows, on hover and on focus, what it is, its unit (or that it has none), its band and its source."""

from __future__ import annotations

from typing import Any

import pytest

from browser.workbench import Workbench

#: Every room, and in the rooms the views that print figures of their own.
VIEWS = {
    "casebook": "casebook", "run": "casebook/stockholm-2025", "tug case": "casebook/korea-2019", "talks case": "casebook/oil-linkage",
    "judged": "casebook/h20-assurance", "ranked": "casebook/japan-china-2026", "claims": "casebook/claims", "world": "world",
    "economy": "world?e=CHN", "pair": "world?e=CHN&s=JPN", "item": "world?e=CHN&s=JPN&item=photoresist-arf",
    "moves": "moves?v=A~tariff:USA+on+CHN+goods+%2B30%25&b=1", "tug": "tug", "map": "tug?view=map",
    "table": "table", "assurance": "assurance", "data": "data",
}  # fmt: skip

#: What the tip of each figure says when it has the focus; figures of numbers in tables that have none.
TIPS = """async () => {
  const out = [];
  for (const e of document.querySelectorAll('main [data-num], main .num')) {
    if (!e.getClientRects().length) continue;
    e.focus({ preventScroll: true });
    await new Promise((go) => setTimeout(go, 0));
    const tip = document.querySelector('.tip');
    const rows = tip ? [...tip.querySelectorAll('dt')].map((d) => [d.textContent, d.nextElementSibling.textContent]) : [];
    const place = e.closest('table, .card, section')?.querySelector('caption, h2')?.textContent ?? '';
    const what = tip?.querySelector('b')?.textContent ?? '';
    const shown = (e.childNodes[0]?.textContent ?? '').trim();
    out.push({ shown, known: e.dataset.num !== '', what, rows: Object.fromEntries(rows), place });
  }
  document.activeElement?.blur();
  return out;
}"""
BARE = """() => [...document.querySelectorAll('main table.data td:not(.words)')]
  .filter((e) => e.getClientRects().length && /\\d/.test(e.textContent) && !e.querySelector('[data-num]'))
  .map((e) => `${e.closest('table').querySelector('caption')?.textContent}: ${e.textContent}`)"""


def faults(tips: list[dict[str, Any]]) -> list[str]:
    """What figures lack, in words; each lack of a place once."""
    out = []
    for t in tips:
        rows, shown = t["rows"], t["shown"]
        value = rows.get("Value", "")
        lacks = [k for k in ("Value", "Band", "Source") if not rows.get(k, "").strip()]
        if t["known"] and not value.removeprefix(shown).strip():
            lacks.append("unit")
        if not t["what"]:
            lacks.append("what it is")
        out += [f"{t['place']}: {t['what']} {shown!r} lacks {k}" for k in lacks]
    return list(dict.fromkeys(out))


@pytest.mark.parametrize("view", VIEWS)
def test_every_number_says_what_it_is(bench: Workbench, view: str) -> None:
    """By the keyboard, as a hand would by hovering."""
    page = bench.open(VIEWS[view])
    tips = page.evaluate(TIPS)
    assert faults(tips) == []
    assert page.evaluate(BARE) == []
