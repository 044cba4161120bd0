"""How an answer is written: by a language model, or quoted without one."""
