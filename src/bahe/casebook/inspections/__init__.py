"""Inspection of exported chips as a case: what looking shows at what cost, and what distrust costs."""
