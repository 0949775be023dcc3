"""Decoders: each module looks into one kind of file, and may draw a picture of it.

Each has one function ``examine(source, target, limits) -> Findings`` and runs in a process of its own only
(``bridge.media.workers``), which imports it by name: this process never loads a decoder.
"""
