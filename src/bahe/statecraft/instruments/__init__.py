"""Instruments: what a government can do, each a small function from names and numbers to a Shock (textbook, chapter 3)."""

from bahe.statecraft.instruments.controls import embargo, export_control
from bahe.statecraft.instruments.industry import productivity, subsidy
from bahe.statecraft.instruments.said import instruments
from bahe.statecraft.instruments.taxes import export_tax, tariff, trade_cost
from bahe.statecraft.instruments.transfers import transfer

__all__ = [
    "embargo",
    "export_control",
    "export_tax",
    "instruments",
    "productivity",
    "subsidy",
    "tariff",
    "trade_cost",
    "transfer",
]
