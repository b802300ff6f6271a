"""Front doors: the command line. No economics in here; each command calls one verb of the library."""
