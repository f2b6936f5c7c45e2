"""Who asks, and what they may do. `policy` is the matrix, `tokens` the only place that reads a token."""
