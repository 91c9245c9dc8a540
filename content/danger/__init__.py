"""Whether a message speaks of danger to life now; `content.danger.rule` is what to use."""
