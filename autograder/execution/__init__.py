"""Running a submission in a confined process, apart from the judge."""
