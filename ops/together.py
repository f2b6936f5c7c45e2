"""The suite in one process, as `./run` starts it."""

import asyncio
import logging
import sys
from contextlib import AsyncExitStack
from typing import Any

import suite

from .plan import Plan, table
from .steps import Steps


def run(plan: Plan) -> int:
    """Serve until told to stop. Exit code: 0 stopped on request, 1 something broke."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    names = [each.name for each in suite.SERVICES]
    furnish = plan.demo and plan.var.demo(names) is None
    steps = Steps(1 + len(names) + (len(names) if furnish else 0))
    with steps.step("loading the code"):
        import uvloop  # noqa: PLC0415 - inside the step that says what takes the time

        from .house import House  # noqa: PLC0415 - as above

    urls = {name: plan.var.url(name) for name in names}
    house = House(urls, **plan.settings())
    return uvloop.run(_serve(plan, house, steps, furnish=furnish))


async def _serve(plan: Plan, house: Any, steps: Steps, *, furnish: bool) -> int:
    from . import edge  # noqa: PLC0415 - granian, which only a server needs

    stop = asyncio.Event()
    whole = asyncio.current_task()
    assert whole is not None  # noqa: S101 - a coroutine always runs in a task
    edge.stop_by_signal(asyncio.get_running_loop(), whole.cancel)
    try:
        async with AsyncExitStack() as stack:
            await open_all(house, steps, stack)
            if furnish:
                await furnish_all(plan, house, steps)
            told = plan.var.demo(list(house.apps))
            edge.stop_by_signal(asyncio.get_running_loop(), stop.set)
            await edge.serve(
                house.door,
                plan.host,
                plan.port,
                ready=lambda: print("\n".join(table(plan, told, steps.seconds)), flush=True),
                stop=stop,
            )
            print("\nStopping …", flush=True)
    except asyncio.CancelledError:
        print("\nStopped before it was ready.", flush=True)
        return 0
    except Exception:
        logging.getLogger(__name__).exception("Siyou stopped")
        return 1
    print("Stopped." if stop.is_set() else "Siyou stopped by itself.", flush=True)
    return 0 if stop.is_set() else 1


async def open_all(house: Any, steps: Steps, stack: AsyncExitStack) -> None:
    """Start the services, a line for each; a new database gets its schema here."""
    for name in house.apps:
        with steps.step(f"{name}: database and service"):
            await stack.enter_async_context(house.open(name))


async def furnish_all(plan: Plan, house: Any, steps: Steps) -> None:
    """Fill the services in the order of the suite, and remember who can sign in."""
    from .house import who_can_sign_in  # noqa: PLC0415 - loaded already, together with the house

    for name in house.apps:
        with steps.step(f"{name}: the demo workshop"):
            await house.furnish(name)
    plan.var.keep_demo(who_can_sign_in(house.clock().date()))


if __name__ == "__main__":
    sys.exit("Use ./run")
