"""The facts that volunteering tells. Each is explained in docs/facts.md; each has one writer here."""

SOURCE = "volunteering"

HOURS_CONFIRMED = "hours.confirmed"
HOURS_VOIDED = "hours.voided"
REPORT_MADE = "report.made"
REPORT_ENDED = "report.ended"
PROJECT_DELIVERED = "project.delivered"
