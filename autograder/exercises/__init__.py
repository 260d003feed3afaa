"""What an exercise is, what it draws its inputs from, and the derivations it belongs to."""
