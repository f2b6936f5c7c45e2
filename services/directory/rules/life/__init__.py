"""Where people stand: organisations, workplaces, memberships, offices, and what changes them."""
