"""An answer in, a verdict out; and why a wrong one is wrong."""
