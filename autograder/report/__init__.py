"""The results of a class, as a table in the terminal."""
