"""The loop with people: doubtful messages out, corrections in."""
