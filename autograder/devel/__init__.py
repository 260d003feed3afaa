"""Contributors' tools: the demo, the sample class, the proofs of the diagnosis, the coverage."""
