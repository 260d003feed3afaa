"""Find out why a wrong answer is wrong.

`reruns` runs the answer on the square draws, where a misplaced transpose gives a value too. To
explain what it gives there, `diagnose` tries in this order

- single slips: `candidates` holds the slips that apply to the exercise, and `mutants` computes
  what the reference gives with them;
- the right numbers along the wrong axes (`axes`), terms of a sum that are left out or counted twice
  (`terms`), a constant factor (`factors`), and the numbers of another quantity (`mixups`);
- one change of the model answer, in `one_change`, for the whole answer at once (`changed_models`);
- pairs of slips.

A slip is named only if it gives the student's numbers on all draws, no right block contradicts it
(`evidence`) and no other slip comes close. Otherwise the cause is reported as unknown.
"""
