"""What a student sees in the notebook: `check`, its message, its picture."""
