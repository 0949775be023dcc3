"""What the commands need done, done with the live bridge and the importer: ``bridge.commands.services`` come true."""
