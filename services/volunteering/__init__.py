"""Volunteering: the branch at the service of its communities, from a demand to hours that can be trusted."""
