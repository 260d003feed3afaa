"""What both sides of the pipe share: what crosses it, answers, probe functions, errors."""
