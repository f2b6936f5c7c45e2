"""`./bench AREA`: measures an area against what it stands on, interleaved with it on the same machine.

Reading order: __main__, report; then stage, load, processes and pgbench, which drive; names and
people; then the areas, each a folder.
"""
