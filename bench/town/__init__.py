"""An invented town whose every message has a known life, and crawls of it in all weathers."""
