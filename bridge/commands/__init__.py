"""What people can ask of the bridge by talking to its bot: one file for each topic, and the door that they knock at."""
