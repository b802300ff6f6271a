"""The workbench: the verbs of the command line as a JSON API, and the built page; no economics in here."""
