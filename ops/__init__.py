"""How the suite is started, stopped, migrated and measured.

Reading order: launch, plan, together with house and edge; then split, serve with inner and door. Beside them:
practice (a clock that can be set), token (for the shell), keys, migrate.
"""
