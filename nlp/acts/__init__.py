"""Rules for what companies do to customers: named functions that find the words and may abstain."""
