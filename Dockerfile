# syntax=docker/dockerfile:1
# One image for every part: `kinbind serve`, `worker`, `migrate`, `import`.

FROM rust:1.95-bookworm AS builder
RUN rustup target add wasm32-unknown-unknown
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
COPY shared-types shared-types
COPY web-yew web-yew
COPY openapi openapi
COPY xtask xtask
COPY api api
# The browser app first: a release binary holds it.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo xtask web \
    && cargo build --locked --release --package kinbind-api \
    && cp target/release/kinbind /usr/local/bin/kinbind

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
        fonts-cns11643-sung fonts-hanazono fonts-babelstone-han fonts-liberation fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/kinbind --create-home kinbind
COPY --from=builder /usr/local/bin/kinbind /usr/local/bin/kinbind
USER 10001
WORKDIR /var/lib/kinbind
ENV KINBIND_DATA_DIR=/var/lib/kinbind \
    KINBIND_LISTEN=0.0.0.0:8080
EXPOSE 8080
# The image has no curl; bash speaks enough HTTP for one line.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["kinbind"]
CMD ["serve"]
