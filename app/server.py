"""The server of the pages: `streamlit run app/server.py`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from app.api.application import api_routes
from app.ui.opened import resources, service
from app.ui.people.upload_gate import PERMITS, UploadGuard, weight


def held() -> Mapping[str, int]:
    """Return how many bytes of uploads Streamlit keeps, by session."""
    manager = get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager), "Streamlit makes no other"
    kept = {session: dict(files) for session, files in dict(manager.file_storage).items()}
    return {
        session: weight({name: len(file.data) for name, file in files.items()})
        for session, files in kept.items()
    }


app = st.App(
    Path(__file__).with_name("main.py"),
    routes=api_routes(lambda: resources().settings, service),
    middleware=[Middleware(UploadGuard, permits=PERMITS, held=held)],
)
