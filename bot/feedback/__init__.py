"""What was missed and how answers were rated, kept without words, and shown."""
