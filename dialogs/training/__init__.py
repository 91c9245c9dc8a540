"""Scenarios as exercises: stages to decide, what was decided, and what to make of it."""
