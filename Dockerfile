# docker build -t beringia .
# docker run --rm -it -v "$PWD:/data" --user "$(id -u):$(id -g)" beringia init
#
# LOCK=runtime leaves out what turns moving stickers and voices into what Matrix clients show: binaries under GPL terms.
ARG PYTHON=3.12-slim-bookworm

FROM python:${PYTHON} AS build
ARG LOCK=media
WORKDIR /source
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/build && python -m venv /opt/beringia
COPY requirements requirements
RUN /opt/build/bin/pip install --require-hashes -r requirements/build.lock \
    && /opt/build/bin/pip wheel --no-build-isolation --use-pep517 --require-hashes --wheel-dir /wheels \
        -r requirements/${LOCK}.lock
COPY pyproject.toml README.md LICENSE ./
COPY bridge bridge
COPY config config
COPY registration registration
RUN /opt/build/bin/pip wheel --no-build-isolation --no-deps --wheel-dir /own . \
    && /opt/beringia/bin/pip install --no-index --no-deps /wheels/*.whl /own/*.whl

FROM python:${PYTHON}
RUN useradd --uid 10001 --create-home --home-dir /data beringia
COPY --from=build /opt/beringia /opt/beringia
ENV PATH=/opt/beringia/bin:$PATH PYTHONUNBUFFERED=1
USER beringia
WORKDIR /data
VOLUME /data
ENTRYPOINT ["beringia"]
CMD ["--help"]
