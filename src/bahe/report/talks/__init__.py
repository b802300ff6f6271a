"""Talks: answer, page, charts."""
