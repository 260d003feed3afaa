"""An answer in, a verdict out.

The way of an answer, in the order in which the modules take it up:

- `judge` calls the student's function on the grading draws (`probe_draws`);
- `returned` reads what came back: its blocks by name, and each of them as numbers;
- `compare` compares each block with the truth;
- `observations` keep what a draw showed, for the diagnosis;
- `diagnosis` looks for the reason why an answer is wrong;
- `verdict` is the result, and `message` says it in words.

Answers that are not functions have judges of their own: `entries` and `examples`.
"""
