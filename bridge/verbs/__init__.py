"""What can be done on the command line: one file for each verb, each a thin door to the work below."""
