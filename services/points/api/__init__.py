"""How it is asked: the doors of points, one file per noun."""

from . import (
    annual_scores,
    audit,
    calendar,
    checkpoints,
    claims,
    entries,
    files,
    my_data,
    objections,
    periods,
    reports,
    results,
    schemes,
    scores,
    simulations,
    transfer_sheets,
)

ROUTERS = (
    schemes.router,
    periods.router,
    checkpoints.router,
    simulations.router,
    scores.router,
    results.router,
    annual_scores.router,
    claims.router,
    files.router,
    reports.router,
    entries.router,
    objections.router,
    transfer_sheets.router,
    calendar.router,
    audit.router,
    my_data.router,
)
