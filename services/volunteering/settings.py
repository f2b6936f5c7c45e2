"""The environment of this service, read once."""

from pydantic import Field

from shared.settings import SuiteSettings


class VolunteeringSettings(SuiteSettings):
    """What volunteering needs beyond the suite's own settings."""

    recording_body: str = Field("", max_length=200)
    """The body under whose name hours are entered in the national system; only then is a record sheet a certificate."""
