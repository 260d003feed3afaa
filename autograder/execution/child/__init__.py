"""A submission's own process: what it has loaded, and what it is forked from."""
