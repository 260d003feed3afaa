"""The report as pages: one of the class, and one of each student."""
