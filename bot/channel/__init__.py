"""The channel's identity: tokens in, tokens out, and where replies may go."""
