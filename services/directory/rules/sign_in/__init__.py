"""With what people and programs sign in, and what they are given."""
