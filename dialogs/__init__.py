"""The conversation: pure functions over encounters. No SDK, no input or output, no clock."""
