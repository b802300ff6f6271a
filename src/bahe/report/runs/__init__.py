"""The report of a scenario: what a run says, its tables and figures, its page and its folder."""
