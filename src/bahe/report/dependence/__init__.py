"""Dependence, leverage and items: answers, tables, pages, charts."""
