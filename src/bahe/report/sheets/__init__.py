"""One self-contained page and its folder, as every verb but `run` fills it: head, answer, sections, notes."""
