"""Points against its databases: posts, batches and scores beside pgbench and sqlite3 doing the same to the same tables.

Reading order: area; world, requests, reference; then posting, scores, closing.
"""
