"""Talks: issues and outside options, protocols with a clock, and what is signed, when and on what it turns."""
