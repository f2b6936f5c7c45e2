"""The facts that points hears, and the one it tells: a result that is final (`usecases/results.py`).

Each type is explained in `schemes/README.md`; a scheme's items name those that make entries of them.
`attendance.corrected` and `hours.voided` make none: they only say that what was told before is void.
"""

HEARD = (
    "attendance.confirmed",
    "attendance.late",
    "absence.recorded",
    "attendance.corrected",
    "makeup.done",
    "makeup.missed",
    "dues.paid",
    "dues.late",
    "course.passed",
    "contest.passed",
    "project.stage_completed",
    "hours.confirmed",
    "hours.voided",
    "lesson.given",
    "good_deed.confirmed",
    "life.lapsed",
)

TRANSFERRED = "transfer.completed"
"""Makes no entry but a sheet for the branch that takes the member in."""

DISCIPLINE = ("discipline.recorded", "discipline.lifted")
"""Make no entry but a claim before the committee."""

SOURCE = "points"
RESULT_FINAL = "result.final"
