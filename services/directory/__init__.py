"""Who people are: persons, the Party's organisation, the factory's workplaces, and how one signs in.

Nouns: organisation, workplace, person, membership, appointment, account, client; and, for signing in,
session, authorization code and signing key.
"""
