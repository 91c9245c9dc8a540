"""What the bot tells of itself while it runs: metrics and log lines, never an officer's words."""
