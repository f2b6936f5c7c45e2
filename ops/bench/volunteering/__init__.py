"""Volunteering against its database: contended shifts are signed up for by many.

Reading order: area; world, requests; then signing_up, recount.
"""
