"""Mutation testing: edit `backhand/` and the judge in one place, and see whether a test fails.

    pip install mutmut pytest-cov
    python -m tools.mutation --sample 500            # again after an interruption: goes on
    python -m tools.mutation --sample 500 --again    # run the survivors again, after new tests
    python -m tools.mutation --sample 500 --figures  # the tables of docs/mutation.md

Of mutmut we use the operators only: it runs all mutants of a function and cannot draw a sample,
leaves out decorated functions, and starts from a copy in which packages are imported otherwise.

Nothing in the working tree is edited. One process collects the tests; each mutant is a fork of
it in which the code of one function is replaced. State is kept in `build/mutation/`.
"""
