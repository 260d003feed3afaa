"""Judge a derivation, line by line.

`given` reads the student's lines, by stage. On the draws in `cases`, `lines` compares each of them
with the truth and looks at its form, `slips` finds the declared wrong line that has the same
values, and `judge` makes a verdict of it: the first line that does not follow, and the later ones
that are right steps from it.
"""
