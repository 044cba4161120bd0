# syntax=docker/dockerfile:1
# One image for every job: `docker run citewell chat|ingest|ask|kb|doctor`.
#
# The base is pinned by version here. A release build pins the digest as well, so that the same
# commit always gives the same image:
#   docker build --build-arg PYTHON_IMAGE=python:3.11.15-slim-bookworm@sha256:<digest> .
# Raise the version with each Python security release; the digest is never written down here,
# because nobody would notice that it had grown old.
ARG PYTHON_IMAGE=python:3.11.15-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
# PyTorch's CPU index by default; "" takes PyPI's build with CUDA (compose profile gpu).
ARG TORCH_INDEX_URL=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PATH=/opt/citewell/bin:$PATH
RUN python -m venv /opt/citewell
WORKDIR /srv/citewell
COPY pyproject.toml constraints.txt ./
# Torch alone, without its dependencies, from its own index: nothing else can come from there.
RUN if [ -n "$TORCH_INDEX_URL" ]; then \
      pip install --no-deps --index-url "$TORCH_INDEX_URL" "$(grep '^torch==' constraints.txt)"; \
    fi
# The dependencies before the source: a change of the source then builds in seconds.
RUN python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; print(*p["dependencies"], *p["optional-dependencies"]["postgres"], sep="\n")' \
      > /tmp/requirements.txt \
    && pip install -c constraints.txt -r /tmp/requirements.txt
COPY . .
# Editable: the sample documents and the page's theme are found beside the source. Compiled here,
# since who runs it may not write beside it, and would compile it again at each start.
RUN pip install --no-deps -e . \
    && python -m compileall -q --invalidation-mode unchecked-hash /srv/citewell

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="Citewell" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin citewell \
    && install --directory --mode=0700 --owner=citewell --group=citewell /data
COPY --from=build /opt/citewell /opt/citewell
COPY --from=build /srv/citewell /srv/citewell
ENV PATH=/opt/citewell/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CITEWELL_DATA_DIR=/data \
    HF_HOME=/data/models \
    CITEWELL_CHAT_HOST=0.0.0.0
USER 10001
WORKDIR /home/citewell
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=2)"]
ENTRYPOINT ["citewell"]
CMD ["chat", "--no-browser"]
