"""The one public door: it finds the service for a request and keeps bad framing, excess and impostors out.

No domain, no database, no sign-in. Reading order: table, headers, exchange, forward, app; then what it serves
itself: description (openapi), portal, health, catalogue.
"""
