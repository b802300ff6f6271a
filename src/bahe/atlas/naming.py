"""Names of economies, industries and groups in English and Chinese.

Names follow the data source (OECD); they state no opinion on the status of any territory.
"""

from __future__ import annotations

from typing import Literal

from bahe.atlas.tables import rows
from bahe.faults import BadValue

LANGUAGES = ("en", "zh")


def names(
    lang: str = "en", kind: Literal["economy", "sector", "group", "partner", "product", "item"] | None = None
) -> dict[str, str]:
    """code -> name in `lang` (`en` or `zh`), of one kind or of all; codes that a world does not use are harmless.

    partner   economies of the customs files that the packaged world counts with ROW;  product   raw materials by HS6 (HS 1992)
    """
    if lang not in LANGUAGES:
        raise BadValue("no such language", field="lang", got=lang, allowed=LANGUAGES)
    found = {r["code"]: r[f"name_{lang}"] for r in rows("names.csv") if kind is None or r["kind"] == kind}
    if kind in (None, "item"):  # items stand among the sectors once they are carved out
        found |= {r["id"]: r[f"name_{lang}"] for r in rows("items/items.csv")}
    return found
