"""Changes of a function in one place, made by a program: its mutants.

Each of `arithmetic`, `names`, `arrays`, `calls` and `steps` holds changes of one sort: a node of
the syntax tree in, what could stand in its place out. `places` says which quantity a node is part
of, `grow` puts all changes of a source into one tree, behind a switch, and `program` runs it with
one of them switched on. `words` says in three steps what a change is, without saying what is right.
"""
