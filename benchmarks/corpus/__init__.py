"""
The parts that are measured, one file each: nine that makers do draw, and three that are meant to hurt.

Each file is also a template: a shop that is given this folder offers all of them.
"""
