"""The rules that ``content.check`` applies, one file per group."""
