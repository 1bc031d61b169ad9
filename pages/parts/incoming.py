"""The way in: drop files, look at what was understood, load."""

from __future__ import annotations

import streamlit as st

from analytics import wording
from pages.parts import session, uploads
from pages.parts.uploads import Incoming

_EVERY = 0.4


def drop_zone() -> None:
    """Where files are dropped; they are read at once, and nothing is loaded yet."""
    if session.shows_sample():
        st.info(
            "This is the sample program. Choose My files at the left to load your own.",
            icon=":material/info:",
        )
        return
    st.markdown(
        "Drop what your vendors sent, several files at once. Each is read and shown below; nothing "
        "counts before you load it."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        vendor = st.selectbox(
            "Vendor of these files",
            list(session.found().vendors),
            index=None,
            accept_new_options=True,
            placeholder="In the files, or type it",
            key="upload_vendor",
            width=260,
        )
        program = st.selectbox(
            "Program",
            session.found().choices["program"],
            index=None,
            accept_new_options=True,
            placeholder="In the files, or type it",
            key="upload_program",
            width=260,
        )
    files = st.file_uploader(
        "Files", accept_multiple_files=True, key="upload", label_visibility="collapsed"
    )
    uploads.take(files, vendor or "", program or "")


def listed() -> list[Incoming]:
    """The files on their way in, in the order they were dropped."""
    return list(uploads.waiting().values())


def load_button() -> None:
    """Load everything that is ready."""
    ready = [one.key for one in listed() if one.is_ready]
    if not listed():
        return
    st.button(
        f"Load {wording.number_of(len(ready), 'file')}" if ready else "Nothing is ready to load",
        type="primary",
        disabled=not ready,
        icon=":material/check:",
        on_click=uploads.load,
        args=(ready,),
        key="load",
    )


def watch() -> None:
    """While something is being read or loaded, show how far it is, and show the result."""
    busy = [one.key for one in listed() if one.is_busy]
    if busy:
        _progress(busy)


@st.fragment(run_every=_EVERY)
def _progress(keys: list[str]) -> None:
    """A bar per job; when one has ended, the whole page is run again."""
    found = [one for one in listed() if one.key in keys]
    if not all(one.is_busy for one in found):
        st.rerun()
    for one in found:
        job = one.loading_job or one.reading_job
        st.progress(min(job.share, 1.0), text=f"{wording.plain(one.name)}: {job.doing}")
