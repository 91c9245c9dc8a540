"""Whether a message speaks of danger to life now; `content.danger.lines` is what to use."""
