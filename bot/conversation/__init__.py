"""One turn: from what came in to what is stored and said."""
