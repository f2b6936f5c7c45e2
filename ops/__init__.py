"""How the suite is started, stopped, migrated and measured. Reading order: launch, house, split, serve, edge."""
