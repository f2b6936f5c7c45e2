"""`./siyou`: what administrators do from a shell, on the databases themselves, by the same use cases as the routes.

Whoever can run it can read the databases anyway; it asks for no password, and every change leaves an audit row that
names the shell's user.
"""
