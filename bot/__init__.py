"""The edge: hosts, turns, cards, the store and the chat page."""
