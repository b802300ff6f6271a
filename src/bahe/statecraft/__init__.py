"""Statecraft: instruments, objectives, best replies, trade war with a certificate, deals, threats, and the control game."""
