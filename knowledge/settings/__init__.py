"""Every setting: read once from `CITEWELL_...` and `.env`, then handed on in parts."""
