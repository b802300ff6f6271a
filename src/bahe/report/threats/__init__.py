"""Threats: tables, answer, page, charts."""
