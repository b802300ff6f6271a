"""What an answer looks like in a terminal, a file a verb; the words themselves come from the reports."""
