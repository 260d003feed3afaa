"""Why a wrong answer is wrong.

`reruns` runs the answer on the square draws, where a misplaced transpose has a value too. On what
it observes there, `diagnose` tries in this order

- single slips: `candidates` are the slips that the exercise has room for, and `mutants` computes
  what the reference gives with them;
- the right numbers along the wrong axes (`axes`), terms of a sum that are not counted once
  (`terms`), and a constant factor (`factors`);
- pairs of slips.

A slip is named only where it gives the student's numbers on all draws and no other comes near;
what nothing explains is said to be unknown.
"""
