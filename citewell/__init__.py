"""The command line: mounts each job's commands, and imports only the one that is called."""
