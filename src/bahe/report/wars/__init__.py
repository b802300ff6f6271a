"""Trade wars: tables, answer, page, scans."""
