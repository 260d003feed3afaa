"""An answer in, a verdict out.

The modules, in the order in which they handle an answer:

- `judge` calls the student's function on the grading draws (`probe_draws`);
- `returned` reads the returned value: its blocks by name, and each block as numbers;
- `compare` compares each block with the truth;
- `observations` keeps what the answer gave on each draw, for the diagnosis;
- `deviation` says how a wrong block differs, for a student's own notebook alone;
- `diagnosis` finds out why an answer is wrong;
- `verdict` holds the result, and `message` puts it into words.

Answers that are not functions are judged by `entries` and `examples`.
"""
