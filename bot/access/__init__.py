"""Who may ask: people, their organisations, their roles."""
