"""Text with bracketed pinyin made whole, on lines of the kind that damaged pages carry (CASES H)."""

import pytest

from bahe.atlas.restoring import SLIPS, is_syllable, restored

LINES = [
    ("美財(cái)長罕見承認(rèn)，美國斗不贏", "美財長罕見承認，美國斗不贏"),
    ("專(zhuān)業(yè)的談(tán)判", "專業的談判"),
    ("国产（chǎn）芯片（piàn）", "国产芯片"),
    ("綠(lǜ)色(sè)、女(nǚ)工(gōng)", "綠色、女工"),
    ("歐(ōu)盟(méng)與安(ān)全", "歐盟與安全"),
    ("沒有聲調(diao)的也(ye)去掉", "沒有聲調的也去掉"),
    ("談?dòng)ミ_(dá)", "談英偉達"),
    ("中方約談?dòng)ミ_(dá)，美財(cái)長", "中方約談英偉達，美財長"),
]
STAY = [
    "英偉達(NVIDIA)的芯片(H20)",
    "算力（GPU）與光刻機（EUV）",
    "投資(7500億)美元",
    "關稅(24%)",
    "中國(China)與美國(the US)",
    "產業(supply chain)",
    "一、(cái)",  # no Chinese character before it
    "abc(cái)",
    "長(cháng城",
    "長(cháng）城",  # brackets of two kinds
    "長(Cháng)城",  # a name in capitals stays
    "長(cháng ān)安",  # two syllables
    "長(chángān)安",
    "長()城",
    "",
]


@pytest.mark.parametrize(("damaged", "whole"), LINES)
def test_bracketed_pinyin_goes(damaged: str, whole: str) -> None:
    assert restored(damaged) == whole


@pytest.mark.parametrize("text", STAY)
def test_everything_else_stays(text: str) -> None:
    assert restored(text) == text


@pytest.mark.parametrize("text", [whole for _, whole in LINES] + STAY)
def test_a_whole_text_is_left_as_it_is(text: str) -> None:
    assert restored(restored(text)) == restored(text) == text


def test_tone_marks_may_be_written_as_marks_of_their_own() -> None:
    assert restored("財(ca\u0301i)長") == "財長"
    assert restored("綠(lu\u0308\u0300)色") == "綠色"


def test_a_full_width_slip_is_mended_too() -> None:
    for damaged, whole in SLIPS:
        assert restored(damaged) == whole


@pytest.mark.parametrize("word", ["cái", "zhuāng", "a", "er", "lü", "yuan", "wo", "xiong", "shi", "ng"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["chip", "i", "v", "Cái", "CAI", "cáí", "h20", "ghost", "", "b", "gpu"])
def test_words_that_are_no_syllable(word: str) -> None:
    assert not is_syllable(word)
