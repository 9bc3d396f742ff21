"""Gold rows beside what the annotator says of the same texts ▶ scores; `nlp.evaluate` is the door."""
