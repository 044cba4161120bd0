"""What all pages and the API of this process share, opened once."""

from __future__ import annotations

import streamlit as st

from app.identifiers.masking import mask_logs
from app.service.chat import ChatService
from app.service.opening import ServerResources, open_chat_service
from knowledge.jobs.table import JobTable, open_jobs
from knowledge.settings.settings import Settings


@st.cache_resource(show_spinner=False)
def resources() -> ServerResources:
    """Return what all pages of this process share."""
    mask_logs()
    return ServerResources(Settings())


@st.cache_resource(show_spinner=False)
def jobs() -> JobTable:
    """Return the jobs that curators ask for."""
    return open_jobs(resources().settings)


@st.cache_resource(show_spinner=False)
def service() -> ChatService:
    """Return what every chat page and the API share."""
    return open_chat_service(resources().settings, resources())
