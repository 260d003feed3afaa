"""The documentation site: pages made from the code, the catalogue and docs/, then Sphinx."""
