"""The environment of this service, read once."""

from shared.settings import SuiteSettings


class VolunteeringSettings(SuiteSettings):
    """What volunteering needs beyond the suite's own settings."""
