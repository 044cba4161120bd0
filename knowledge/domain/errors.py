"""The error family: each says what happened, with the value, and what to do.

AssistantError
+-- ConfigurationError         a setting is wrong or missing
+-- ModelUnavailable           an embedding model, reranker or LLM cannot be loaded or reached
|   +-- ModelDamaged           its files are there, but not the ones expected
+-- KnowledgeBaseMissing       no knowledge base of that name
+-- KnowledgeBaseMismatch      made with another model, splitter or schema
+-- KnowledgeBaseBusy          another writer holds it
+-- StoreUnavailable           the store cannot be reached, written or read
+-- DocumentUnreadable         one file cannot be read; never stops the others
+-- InputError                 what the user gave (path, option, history file) does not work
+-- GenerationFailed           the LLM did not answer usefully
|   +-- PromptTooLong          it reads less than it was sent
+-- SignInRefused              who somebody is could not be told, or they may not come in
+-- NotPermitted               somebody may not do, or see, what they asked for
"""

from __future__ import annotations


class AssistantError(Exception):
    """Anything that Citewell can explain; the message is for the person at the screen."""


class ConfigurationError(AssistantError):
    """A setting is wrong or missing."""


class ModelUnavailable(AssistantError):
    """A model cannot be loaded or reached."""


class ModelDamaged(ModelUnavailable):
    """A model's files differ from the ones expected."""


class KnowledgeBaseMissing(AssistantError):
    """No knowledge base of that name."""


class KnowledgeBaseMismatch(AssistantError):
    """The knowledge base was made with other settings than the ones in force."""


class KnowledgeBaseBusy(AssistantError):
    """Another process is writing to this knowledge base."""


class StoreUnavailable(AssistantError):
    """The store cannot be reached, written or read."""


class DocumentUnreadable(AssistantError):
    """A file cannot be read; the message is its reason in the report."""


class InputError(AssistantError):
    """What the user gave does not work."""


class GenerationFailed(AssistantError):
    """The language model did not give a usable answer."""


class PromptTooLong(GenerationFailed):
    """The language model reads less than it was sent; `window` is what it reads, in tokens."""

    def __init__(self, message: str, window: int) -> None:
        """Say what happened, and how many tokens the model reads."""
        super().__init__(message)
        self.window = window


class SignInRefused(AssistantError):
    """Who somebody is could not be told, or they may not come in."""


class NotPermitted(AssistantError):
    """Somebody may not do, or see, what they asked for."""
