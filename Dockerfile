# One image for all roles. Debian 13 has PrusaSlicer 2.9.
FROM python:3.13-slim-trixie AS build
WORKDIR /srv/printwright
RUN pip install --no-cache-dir uv==0.13.9
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN uv venv /opt/printwright && uv pip sync -p /opt/printwright/bin/python --require-hashes requirements.lock
COPY setup setup
COPY web web
COPY generators generators
COPY printers printers
COPY server server
RUN uv pip install -p /opt/printwright/bin/python --no-deps .

FROM python:3.13-slim-trixie
RUN apt-get update \
    && apt-get install -y --no-install-recommends prusa-slicer \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 printwright \
    && install -d -o printwright /data
COPY --from=build /opt/printwright /opt/printwright
USER printwright
WORKDIR /data
VOLUME /data
EXPOSE 8000
ENV PATH=/opt/printwright/bin:$PATH PRINTWRIGHT_DATA=/data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# Inside a container all addresses are the container's own; the port is published where it is started.
CMD ["python", "-m", "server", "serve", "--host", "0.0.0.0"]
