"""Names of economies, groups and industries by their codes."""

from __future__ import annotations

_ARTICLE = ("United ", "European Union", "Netherlands", "Philippines", "Rest of", "Democratic Republic", "Russian Federation",
            "Czech Republic")  # fmt: skip


def label(code: str, lang: str) -> str:
    """Name of an economy, group or industry."""
    from bahe.atlas import names

    return names(lang).get(code, code).removesuffix(" (27)")


def in_sentence(code: str, lang: str) -> str:
    """The name inside a sentence: with its article in English."""
    return with_article(label(code, lang), lang)


def with_article(name: str, lang: str) -> str:
    """A name with the article that English asks for."""
    return f"the {name}" if lang == "en" and name.startswith(_ARTICLE) else name
