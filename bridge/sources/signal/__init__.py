"""Signal: the export without encryption that its own apps make."""
