"""What directory itself lets people know, and in which words. Who is told what stands in `usecases/messages.py`."""

from shared.messages import Kind

ACCOUNT_STAYS_CLOSED = Kind(
    "account_stays_closed",
    ("返岗人员的账号仍停用", "The account of somebody who is back is closed"),
    (
        "有人员恢复在岗,其账号自离岗起停用;请核实本人后启用账号。",
        "Somebody is here again whose account was closed on leaving; make sure who asks, then enable it.",
    ),
    compulsory=True,
)
