"""Ends with one clear line when this Python is not one that we support. Runs on any Python, even a very old one."""

import sys

OLDEST, NEWEST = (3, 11), (3, 13)

if not OLDEST <= tuple(sys.version_info[:2]) <= NEWEST:
    found = ".".join(str(number) for number in sys.version_info[:2])
    sys.exit("Beringia needs Python 3.11, 3.12 or 3.13; this is " + found + ". Name one: make PYTHON=python3.12 ...")
