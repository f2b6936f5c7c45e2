"""The two programs behind `shared/sheets.py`: one reads what people send, one writes; each in a process of its own."""
