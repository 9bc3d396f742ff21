"""Public pages into messages and visits; knows nothing of language or of the warehouse."""
