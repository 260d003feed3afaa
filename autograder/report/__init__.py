"""What a class got, as a table in the terminal."""
