"""What can be known about a chip: answer and page."""
