"""Branch parameters: figures that are proposals, and that each branch may set for itself from a day to come on.

A service declares its figures with bounds and defaults (`rules/parameters.py`) and keeps its own changes. What is
alike in all of them stands here: `history` what changes come to, `rows` how they are kept, `changes` how they are
read and added, `shapes` how they cross the border.
"""
