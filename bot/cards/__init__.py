"""How a screen looks: as a card and as words."""
