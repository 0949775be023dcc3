"""The made-up festival that the bundled export tells of: its people, their words, pictures, films and sounds."""
