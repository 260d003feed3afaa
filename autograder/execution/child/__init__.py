"""What a submission's own process has loaded, and the process that it is forked from."""
