"""The command: mounts each job's Typer app, lazily."""
