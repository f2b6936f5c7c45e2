"""A fictional factory to begin with: the power workshop of 蓉川卷烟厂, which does not exist.

61 staff in four teams and an office; 36 members (34 full, 2 probationary) in four groups of one branch with
a committee of five; beside it a second branch, so that one can see what is hidden. Nearly everyone has been
a member for years; in the last quarter one joined in its middle month, and one came over from the other
branch on the first day of its last month. Outside the factory two communities, with three officers in all.

Four things are under way: 贺春来 (`packing-one-04`) comes over with a letter that the branch may receive, 戴晓东
(`air-06`) has been ill for 45 days, 孟庆丰 (`electric-06`) retires on the first day of the month after next, and the
probation of 许家豪 (`boiler-08`) ends in twenty days and waits for the decision.

Every id is `named_id("demo", KIND, KEY)`: KIND is organisation, workplace, person, membership, appointment,
client, transfer, absence, departure or regularisation, and KEY stands in `workshop.py`. Keys of people with an
account are their logins, and what is under way has its person's.
"""

from .furnishing import furnish
from .workshop import DEMO_CLIENTS, DEMO_PEOPLE, DOCS_CLIENT, DemoClient, DemoPerson, demo_id

__all__ = ["DEMO_CLIENTS", "DEMO_PEOPLE", "DOCS_CLIENT", "DemoClient", "DemoPerson", "demo_id", "furnish"]
