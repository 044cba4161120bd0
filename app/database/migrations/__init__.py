"""The steps that bring an older database up to this release, oldest first in `versions/`."""
