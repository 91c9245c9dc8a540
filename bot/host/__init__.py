"""The SDK that the bot runs in: a shell around a core that knows nothing of any SDK."""
