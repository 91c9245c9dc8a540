"""Figures of training: what was chosen, with nothing that tells on a group under five."""
