"""Russian text in, annotations with evidence out."""
