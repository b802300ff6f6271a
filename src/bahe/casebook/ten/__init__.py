"""The ten cases answered: conditions fixed before the run, judged by code, with a page each and an index."""
