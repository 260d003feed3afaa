"""What an exercise is, how one is declared, how its inputs are drawn, and the derivations."""
