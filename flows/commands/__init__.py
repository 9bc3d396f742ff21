"""The commands of `otklik`, one module per kind; each is thin and imports what it needs when it runs."""
