"""How much the grounding check finds: `citewell eval checker`."""
