"""The check before a deployment: what is wrong with the settings and what they lead to."""
