"""A gradebook with two notebooks that were handed in and one that was not."""

from __future__ import annotations

from datetime import datetime

from nbgrader.api import Gradebook

#: The score of the check, the score by hand, and the late penalty.
ENTERED = {
    ("ada", "01_one"): (6.0, 4.0, 0.0),
    ("ben", "01_one"): (2 / 3, 1.0, 1.0),
    ("cem", "01_one"): (1.0, None, 3.0),
    ("ada", "02_two"): (3.5, 2.0, 0.0),
}
#: What these come to, after penalties.
TOTALS = {
    "01_one": {"ada": "10", "ben": "0.67", "cem": "0"},
    "02_two": {"ada": "5.5"},
}


def fill(book: Gradebook) -> None:
    """Enter students, notebooks and scores."""
    book.add_student("ada", first_name="Ada", last_name="Lovelace", email="ada@uni.edu")
    book.add_student("ben", first_name="=cmd|' /C calc'!A0", last_name="Ben", lms_user_id="1002")
    book.add_student("cem", email="cem@uni.edu")
    book.add_student("dee")
    for name in ("01_one", "02_two", "03_three"):
        book.add_assignment(name, duedate=datetime(2026, 11, 5, 14))
        book.add_notebook(name, name)
        for cell, points in (("check", 6.0), ("why", 4.0)):
            book.add_grade_cell(cell, name, name, max_score=points, cell_type="code")
    for (student, name), (auto, manual, penalty) in ENTERED.items():
        book.add_submission(name, student, timestamp=datetime(2026, 11, 5, 13))
        (notebook,) = book.find_submission(name, student).notebooks
        notebook.late_submission_penalty = penalty
        for grade in notebook.grades:
            if grade.name == "check":
                grade.auto_score, grade.needs_manual_grade = auto, False
            else:
                grade.manual_score, grade.needs_manual_grade = manual, manual is None
    book.db.commit()
