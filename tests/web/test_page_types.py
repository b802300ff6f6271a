"""The types that the page has of answers are those of the API: every field that they name is there, and of a kind that fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.typescript import Held, Types, fields

SOURCE = Path(__file__).resolve().parents[2] / "page" / "src"
#: Files that types are taken from besides the one looked at.
SHARED = ("texts.tsx", "numbers.ts", "charts/parts.ts", "charts/fan.ts", "charts/regime.ts", "charts/zone.ts", "api/ask.ts",
          "api/client.ts", "api/types.ts")  # fmt: skip
#: File -> type -> the shape, or shapes, of the API. A condition is one type for answers and for cards.
HELD: dict[str, dict[str, tuple[str, ...]]] = {
    "api/types.ts": {"Meta": ("Meta",), "VerbOption": ("OptionAbout",), "SolveInfo": ("SolveInfo",), "Result": ("KeptShock",)},
    "api/client.ts": {"FaultBody": ("Fault",)},
    "api/ask.ts": {"Job": ("JobAnswer", "AskedShock", "Promised")},
    "cases/types.ts": {
        "CaseCard": ("CaseRow",), "CaseStory": ("CasePage",), "JudgeAnswer": ("JudgedAnswer", "CaseRow"),
        "RunAnswer": ("RunAnswer",), "VerdictsAnswer": ("VerdictsAnswer",),
    },
    "talks/types.ts": {"TalksAnswer": ("TalksAnswer",)},
    "tug/types.ts": {"TugAnswer": ("TugAnswer",), "Pulled": ("PulledAnswer",), "Regimes": ("RegimeAnswer",)},
    "world/types.ts": {
        "WorldAnswer": ("WorldAnswer",), "DependAnswer": ("DependAnswer",), "ItemAnswer": ("ItemAnswer",),
        "LeverageAnswer": ("LeverageAnswer",),
    },
    "moves/answers.ts": {"ShockAnswer": ("ShockAnswer",), "Preview": ("PreviewAnswer", "Preparing")},
    "assured/Answers.tsx": {"Assured": ("AssureAnswer",)},
    "rooms/Tug.tsx": {"Listed": ("Cases",), "CasePage": ("CasePage",)},
    "design/WorldMap.tsx": {"Shapes": ("Map",)},
    "cases/ReportFigures.tsx": {"Figures": ("Figures", "JobAnswer")},
    "rooms/Data.tsx": {"Sources": ("Sources",)},
    "shelf/Upload.tsx": {"Uploaded": ("UploadAnswer",)},
}  # fmt: skip
CASES = [(file, name) for file, names in HELD.items() for name in names]


@pytest.fixture(scope="module")
def schemas(web):
    return web.get("/openapi.json").json()["components"]["schemas"]


@pytest.mark.parametrize(("file", "name"), CASES, ids=[f"{f.split('/')[0]}-{n}" for f, n in CASES])
def test_a_type_of_the_page_is_a_shape_of_the_api(schemas, file, name):
    """A field that the answer does not have, or has as something else, is told with its place."""
    types = Types()
    for path in (*SHARED, file):
        types.read(SOURCE / path)
    held = Held(types, schemas)
    held.named(name, {"anyOf": [{"$ref": f"#/components/schemas/{s}"} for s in HELD[file][name]]}, name)
    assert held.wrong == []


def test_types_are_read_as_they_are_written(tmp_path):
    """Fields, lists, unions, records by key and inline; a field that is not there and one of another kind are both told."""
    (tmp_path / "a.ts").write_text(
        "type Three = readonly [number | null, number];\n/** a: b; */\n"
        'export interface A extends Record<"en" | "zh", string> {\n  /** what */\n  rows: { x: number; y?: string | null }[]; // more\n'
        "  by: Record<string, Three>;\n  gone: string;\n  n: string;\n}\n"
    )
    types = Types().read(tmp_path / "a.ts")
    assert fields(types.interfaces["A"][1]) == {
        "rows": "{ x: number; y?: string | null }[]", "by": "Record<string, Three>", "gone": "string", "n": "string",
    }  # fmt: skip
    text, number = {"type": "string"}, {"type": "number"}
    row = {"type": "object", "properties": {"x": number, "y": {"anyOf": [text, {"type": "null"}]}}}
    by = {"type": "object", "additionalProperties": {"type": "array", "items": number}}
    said = {"en": text, "zh": text, "rows": {"type": "array", "items": row}, "by": by, "n": number}
    held = Held(types, {})
    held.named("A", {"type": "object", "properties": said}, "A")
    assert held.wrong == ["A.gone: the answer has no such field", "A.n: string, but the answer has number"]
