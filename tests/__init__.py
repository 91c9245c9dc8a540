"""Tests, one folder for each floor of the house."""
