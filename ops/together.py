"""The suite in one process, as `./run` starts it."""

import asyncio
import logging
from contextlib import AsyncExitStack

import uvloop

from shared.clock import system_clock

from . import edge
from .house import House, who_can_sign_in
from .plan import Plan, table
from .practice import PracticeClock
from .signals import on_signal
from .steps import Steps


def build(plan: Plan) -> House:
    """The suite, put together and not yet started."""
    clock = PracticeClock(plan.ahead(), plan.var.keep_ahead) if plan.practice else system_clock
    return House(plan.urls, clock, **plan.settings())


def run(plan: Plan, steps: Steps, house: House) -> int:
    """Serve until told to stop. Exit code: 0 stopped on request, 1 something broke."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    return uvloop.run(_serve(plan, steps, house))


def furnish(plan: Plan, steps: Steps) -> None:
    """Fill the databases and stop again: what comes before the processes of a split suite."""
    with steps.step("loading the code"):
        house = build(plan)

    async def fill() -> None:
        async with AsyncExitStack() as stack:
            await _open(plan, steps, house, stack)

    uvloop.run(fill())


async def _serve(plan: Plan, steps: Steps, house: House) -> int:
    whole, stop = asyncio.current_task(), asyncio.Event()
    assert whole is not None  # noqa: S101 - a coroutine always runs in a task
    on_signal(whole.cancel)
    try:
        async with AsyncExitStack() as stack:
            await _open(plan, steps, house, stack)
            on_signal(stop.set)
            words = "\n".join(table(plan, plan.var.demo(), steps.seconds))
            await edge.serve(
                house.door, plan.host, plan.port, ready=lambda: print(words, flush=True), stop=stop
            )
            print("\nStopping …", flush=True)
    except asyncio.CancelledError:
        print("\nStopped before it was ready.", flush=True)
        return 0
    print("Stopped." if stop.is_set() else "Siyou stopped by itself.", flush=True)
    return 0 if stop.is_set() else 1


async def _open(plan: Plan, steps: Steps, house: House, stack: AsyncExitStack) -> None:
    """Every service started, a line for each; at the first start furnished, in the order of the suite."""
    begin_anew = plan.furnish
    stack.push_async_callback(house.close)
    for name in house.apps:
        with steps.step(f"{name}: database and service"):
            await stack.enter_async_context(house.open(name))
    if begin_anew:
        for name in plan.furnished:
            with steps.step(f"{name}: the demo workshop"):
                await house.furnish(name)
        plan.var.keep_demo(who_can_sign_in(house.today))
