"""What a student sees in a notebook: `check`, its message and its figure."""
