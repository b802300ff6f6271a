"""Assurance: what looking at chips can show, what it costs, when it deters, and what distrust does to a price."""
