"""Spiders find addresses and follow them; what the pages say is for `pages` to read."""
