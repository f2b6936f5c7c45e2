"""Whether two sets of times differ: Mann-Whitney's U, which asks for no shape of their distributions.

With a thousand of each it notices differences that no network lets through; so its p says whether a difference is
there, and the common-language effect how large it is: how often one of the first is above one of the second.
Source: Mann and Whitney 1947, normal approximation with the correction for ties; Vargha and Delaney 2000 call an
effect below 0.56 negligible.
"""

import math
from collections.abc import Sequence
from itertools import groupby

NEGLIGIBLE = 0.06
"""Effects nearer to one half than this are."""


def effect_and_p(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """How often the first is above the second (0.5: no difference), and how probable that is by chance, two-sided."""
    both = sorted([(each, 0) for each in first] + [(each, 1) for each in second])
    n, m = len(first), len(second)
    ranks_of_first, before, ties = 0.0, 0, 0
    for _, group in groupby(both, key=lambda each: each[0]):
        sides = [side for _, side in group]
        ranks_of_first += sides.count(0) * (before + (len(sides) + 1) / 2)
        before += len(sides)
        ties += len(sides) ** 3 - len(sides)
    u = ranks_of_first - n * (n + 1) / 2
    spread = math.sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))))
    distance = max(abs(u - n * m / 2) - 0.5, 0.0)
    return u / (n * m), math.erfc(distance / spread / math.sqrt(2)) if spread else 1.0


def tells_apart(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether there is a difference, by p, and one that is worth anything to anybody, by effect."""
    effect, p = effect_and_p(first, second)
    return p < 0.001 and abs(effect - 0.5) > NEGLIGIBLE
