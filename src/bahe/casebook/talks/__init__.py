"""Tables of the casebook: what is signed, when, on what it turns; the round of 2025 as back-test."""
