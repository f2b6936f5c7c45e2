"""What is kept of people and shown of them: to whom, for which purpose, for how long."""
