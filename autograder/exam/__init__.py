"""A cumulative exam: exercises of the course with numbers drawn for each student."""
