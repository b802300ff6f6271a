"""Statecraft: instruments, and (to come) best replies, trade war and the deal."""
