"""Guides and scenarios played without a chat."""
