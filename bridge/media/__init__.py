"""From a source's bytes to something that Matrix clients show: once for each file."""
