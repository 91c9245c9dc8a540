"""Scenarios as training: an officer alone, and sessions in a room."""
