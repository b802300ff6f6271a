"""A scenario played: tables, provenance, the report on disk, and many draws of it."""
