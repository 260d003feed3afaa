"""The line at the end of `backhand grade` on feedback pages that are older than scores."""

from __future__ import annotations

from autograder.classroom.folder import ClassFolder


def feedback_line(folder: ClassFolder, assignment: str) -> str:
    """Whose pages are out of date; empty if nobody's, or if no page was ever made."""
    if not any(folder.feedback("*", assignment).parents[1].glob(f"*/{assignment}/*.html")):
        return ""
    # What makes pages takes a moment to be imported.
    from autograder.batch.graded_pages import (
        graded_pages,
        graded_students,
        pages_without_notebook,
    )

    students = graded_students(folder, assignment)
    old = {one.student for one in graded_pages(folder, assignment, students) if not one.up_to_date}
    old |= {student for student, _ in pages_without_notebook(folder, assignment)}
    if not old:
        return ""
    whose = "1 student" if len(old) == 1 else f"{len(old)} students"
    return (
        f"Feedback of {whose} is missing or older than the scores: "
        f"backhand feedback {folder.root} {assignment}"
    )
