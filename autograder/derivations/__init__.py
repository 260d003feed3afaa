"""The language in which students write derivations, line by line: read, shown back, evaluated.

A line is data: it is parsed with `ast` and evaluated by this package, and never executed.
`reading.read` makes a `line.Line` of it, in the `language.Language` of one stage.
"""
