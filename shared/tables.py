"""The tables that every service has beside its own: outbox, inbox, idempotency, audit, roster.

They are described once, apart from any service's registry; each service's migrations create them in
its own database, and statements over them need nothing but their names.
"""

from sqlalchemy import MetaData

COMMON = MetaData()
