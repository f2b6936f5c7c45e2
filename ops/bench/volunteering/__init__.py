"""Volunteering against its database: contended shifts, crowds that check in beside pgbench, cards.

Reading order: area; world, requests, reference; then signing_up, checking_in, cards, recount.
"""
