"""What is true: pure decisions. Values and rows in, a value or a refusal out; no clock, no database."""
