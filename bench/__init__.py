"""Measurements of Otklik against what a simpler way would do: `python -m bench`, or one alone by its name."""
