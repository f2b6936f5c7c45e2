"""The environment of this service, read once."""

from shared.settings import SuiteSettings


class PointsSettings(SuiteSettings):
    """Points needs nothing beyond the suite's own settings."""
