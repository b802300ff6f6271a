"""Tariffs that were levied, those the model says, and the diversion of trade that followed, scored."""
