"""`/v1/volunteering-data`: what volunteering keeps about whoever asks."""

from shared import my_data

from ..queries.my_data import KEPT

router = my_data.router("/v1/volunteering-data", KEPT)
