"""Saved pages into records: pure functions, no network, no Scrapy. Spiders follow what they find."""
