"""The facts that points hears. It tells none yet: nobody waits for one.

Each type is explained in `schemes/README.md`; a scheme's items name those that make entries of them.
`attendance.corrected` makes none: it only says that what was told before is void.
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
    "lesson.given",
    "good_deed.confirmed",
    "life.lapsed",
)
