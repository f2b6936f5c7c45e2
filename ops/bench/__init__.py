"""`./bench AREA`: measures an area against what it stands on, interleaved with it on the same machine.

Reading order: __main__, report; then load and processes, which drive; then the areas, each a folder.
"""
