"""The environment of this service, read once."""

from pydantic import Field

from shared.settings import SuiteSettings


class ActivitiesSettings(SuiteSettings):
    """What activities needs beyond the suite's own settings."""

    survey_minimum_group: int = Field(5, ge=2)
    """No survey may promise less: fewer answers than this are never shown, of whatever group."""
