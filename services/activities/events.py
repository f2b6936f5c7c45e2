"""The facts that activities tells. Each is explained in docs/facts.md; each has one writer here."""

SOURCE = "activities"

ATTENDANCE_CONFIRMED = "attendance.confirmed"
ATTENDANCE_LATE = "attendance.late"
ABSENCE_RECORDED = "absence.recorded"
ATTENDANCE_CORRECTED = "attendance.corrected"
MAKE_UP_DONE = "makeup.done"
MAKE_UP_MISSED = "makeup.missed"
MEETING_HELD = "meeting.held"
LESSON_GIVEN = "lesson.given"
COURSE_PASSED = "course.passed"
CONTEST_PASSED = "contest.passed"
