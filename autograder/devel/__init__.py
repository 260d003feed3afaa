"""Contributors' tools: the demo, the sample class, the proof of the slips, the coverage."""
