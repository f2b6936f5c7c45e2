"""What may be seen: every select of the service, with visibility built in."""
