"""What leaves the house: feed, webhooks, annual results, messages."""
