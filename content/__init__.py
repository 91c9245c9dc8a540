"""Guidance: versioned files under ``guides/`` and the code that loads, checks and searches them."""
