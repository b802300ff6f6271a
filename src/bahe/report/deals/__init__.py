"""Deals: tables, answer, page, charts."""
