"""Grading a whole class at once: `backhand grade`."""
