"""Running a submission apart from the judge: a confined process, and a narrow way to it."""
