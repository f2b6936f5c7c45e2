"""The environment of this service, read once."""

from shared.settings import SuiteSettings


class ActivitiesSettings(SuiteSettings):
    """Activities needs nothing beyond the suite's own settings."""
