"""The app package: what a Teams administrator uploads so that officers see the bot."""
