"""Activities against its database: a full room checks in beside pgbench, a capped sitting is registered for by many.

Reading order: area; world, requests, reference; then attending, registering, recount.
"""
