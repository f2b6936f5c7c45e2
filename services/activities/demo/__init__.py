"""A quarter of organised life in the demo workshop, up to the day on which one looks, and what is planned after it.

What happens is the same at every start on the same day: who comes, who is on shift and who errs is drawn from
a fixed seed. Facts told here become entries of points as they would in life.
"""

from .furnishing import furnish

__all__ = ["furnish"]
