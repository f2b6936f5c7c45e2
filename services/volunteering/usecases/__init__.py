"""What happens: verbs. A session in, rows out; the door commits, never these."""
