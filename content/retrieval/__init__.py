"""Answering questions: from what an officer types to the answers that fit."""
